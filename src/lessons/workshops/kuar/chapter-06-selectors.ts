import { amount, asks, type Chapter, fails, has, lines, prints, table, unchanged } from '../../model';
import { all, NAMES, STACK } from './chapter-06-labels';

/** A Deployment or a Service with a selector in one of the ways to write it. */
const withSelector = (kind: 'Deployment' | 'Service', name: string, selector: string): string =>
  kind === 'Service'
    ? `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec:\n  ports: [{port: 80}]\n  selector:\n${selector}`
    : `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  selector:\n${selector}` +
      `  template:\n    metadata: {labels: {app: alpaca, ver: "1"}}\n    spec: {containers: [{name: c, image: busybox, command: [sleep, 1d]}]}\n`;

const SET_BASED = `    matchLabels:
      app: alpaca
    matchExpressions:
      - {key: ver, operator: In, values: [1, 2]}
`;

const PLAIN = `    app: alpaca
    ver: "1"
`;

/** Why a manifest is refused. */
const refused = (path: string, kind: string, why: string) =>
  asks(
    `kubectl apply -f ${path}`,
    fails(1),
    prints(
      `Error from server (BadRequest): error when creating "${path}": ${kind} in version "v1" cannot be handled as a ${kind}: ${why}`,
    ),
  );

/** Selectors in manifests, and words that only tools read. */
export const selectors: Chapter = {
  workshop: 'KUAR',
  title: '6. Labels and Annotations: selectors in objects, annotations',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR06-04',
      title: 'Selectors inside objects',
      goal: 'You know how selectors are written in manifests, and what is refused.',
      nature: 'claim',
      stack: STACK,
      continues: true,
      begin: all,
      steps: [
        {
          task:
            'Write the selector app=alpaca,ver in (1, 2) into a Deployment, with matchLabels and matchExpressions, and ' +
            'app=alpaca,ver=1 into a Service, as a plain map. Apply sets.yaml and ' +
            'service.yaml, where numbers stand in quotes. In text.yaml and text-service.yaml they do not, as in the text, and ' +
            'plain.yaml has the plain map in a Deployment: see what is said to that.',
          writes: {
            'text.yaml': withSelector('Deployment', 'text', SET_BASED),
            'text-service.yaml': withSelector('Service', 'text', PLAIN.replaceAll('"', '')),
            'plain.yaml': withSelector('Deployment', 'plain', PLAIN),
            'sets.yaml': withSelector('Deployment', 'sets', SET_BASED.replace('[1, 2]', '["1", "2"]')),
            'service.yaml': withSelector('Service', 'plain', PLAIN),
          },
          hand: 'kubectl apply -f sets.yaml -f service.yaml',
          see: [
            asks(
              'kubectl get deployment sets -o wide',
              table({
                NAME: 'sets',
                READY: '1/1',
                CONTAINERS: 'c',
                IMAGES: 'busybox',
                SELECTOR: 'app=alpaca,ver in (1,2)',
              }),
            ),
            has('services/plain', { spec: { selector: { app: 'alpaca', ver: '1' } } }),
            refused(
              'text.yaml',
              'Deployment',
              'json: cannot unmarshal number into Go struct field LabelSelectorRequirement.spec.selector.matchExpressions.values of type string',
            ),
            refused(
              'plain.yaml',
              'Deployment',
              'strict decoding error: unknown field "spec.selector.app", unknown field "spec.selector.ver"',
            ),
            refused(
              'text-service.yaml',
              'Service',
              'json: cannot unmarshal number into Go struct field ServiceSpec.spec.selector of type string',
            ),
          ],
          hint: 'Values of labels are text: put quotes around numbers.',
          moral:
            'Selectors in manifests are older than those of kubectl, in two forms: Services and ReplicationControllers have the ' +
            'plain map, everything newer has matchLabels and matchExpressions.',
        },
      ],
    },
    {
      id: 'KUAR06-05',
      title: 'Annotations',
      goal: 'An object carries a word for some tool.',
      nature: 'claim',
      stack: STACK,
      continues: true,
      begin: all,
      steps: [
        {
          task: 'Give alpaca-prod the address of an icon, as an annotation, and look for it in the description. Can you select by it?',
          run: 'kubectl annotate deployment alpaca-prod example.com/icon-url=https://example.com/icon.png',
          see: [
            prints('deployment.apps/alpaca-prod annotated'),
            asks(
              'kubectl describe deployment alpaca-prod',
              lines(
                'Annotations: deployment.kubernetes.io/revision: 1',
                'example.com/icon-url: https://example.com/icon.png',
              ),
            ),
            unchanged(
              asks(
                'kubectl get deployments -l example.com/icon-url',
                prints('No resources found in default namespace.'),
              ),
            ),
            unchanged(
              asks(
                `kubectl annotate deployment bandicoot-prod --dry-run=server -o jsonpath='{.metadata.annotations.any}' any='{"not": "checked'`,
                prints('{"not": "checked'),
              ),
            ),
          ],
          moral:
            'Annotations hold what nobody selects by: why something was changed, what it was built from, what another tool wants ' +
            'to remember. Nobody checks what they say. Deployments keep their revisions so.',
        },
      ],
    },
    {
      id: 'KUAR06-06',
      title: 'Remove all Deployments',
      goal: 'Nothing of this chapter is left.',
      nature: 'normal',
      stack: STACK,
      begin: all,
      steps: [
        {
          task: 'Delete all Deployments at once, and wait until their ReplicaSets and Pods are gone as well.',
          run: 'kubectl delete deployments --all',
          see: [
            prints(NAMES.map((name) => `deployment.apps "${name}" deleted from default namespace`).join('\n')),
            amount(0, 'deployments'),
            amount(0, 'replicasets'),
            amount(0, 'pods'),
          ],
          moral: 'Who owns objects takes them along.',
        },
      ],
    },
  ],
};
