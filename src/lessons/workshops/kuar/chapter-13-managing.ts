import { asks, type Chapter, edited, fails, has, lines, objects, prints, rows, unchanged } from '../../model';

const CONFIG = objects('kuar-config/02-fixed', 'ConfigMap/my-config');
const FIXED = objects('kuar-config/02-fixed');

/** A certificate of one's own, for the name kuard. */
const CERTIFY =
  'openssl req -x509 -newkey rsa:2048 -nodes -keyout kuard.key -out kuard.crt -subj /CN=kuard -days 365 2>/dev/null';

const CREATE = 'kubectl create secret generic kuard-tls --from-file=kuard.crt --from-file=kuard.key';

const CHANGED = edited(CONFIG, ['extra-param: extra-value', 'extra-param: replaced-value']);
const CHANGED_AGAIN = edited(CONFIG, ['extra-param: extra-value', 'extra-param: applied-value']);

/** How ConfigMaps and Secrets are read, made and changed. */
export const managingConfig: Chapter = {
  workshop: 'KUAR',
  title: '13. Managing ConfigMaps and Secrets',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR13-09',
      title: 'List and read',
      goal: 'You have read the same settings in four forms.',
      nature: 'normal',
      stack: 'kuar-config/02-fixed',
      continues: true,
      begin: { running: [CONFIG], commands: `${CERTIFY}\n${CREATE}` },
      steps: [
        {
          task: 'List the Secrets.',
          run: 'kubectl get secrets',
          see: [
            rows({ NAME: 'kuard-tls', TYPE: 'Opaque', DATA: '2', AGE: '{{age}}' }),
            unchanged(asks('kubectl get secrets -o name | grep -c token', fails(1), prints('0'))),
          ],
          moral: 'Since 1.24 service accounts no longer have Secrets with tokens; Pods get tokens that expire.',
        },
        {
          task: 'List the ConfigMaps.',
          run: 'kubectl get configmaps',
          see: [
            rows(
              { NAME: 'kube-root-ca.crt', DATA: '1', AGE: '{{age}}' },
              { NAME: 'my-config', DATA: '3', AGE: '{{age}}' },
            ),
          ],
          moral: 'kube-root-ca.crt is in every namespace: by it Pods know the API server.',
        },
        {
          task: 'Describe my-config: what each key holds.',
          run: 'kubectl describe cm my-config',
          see: [
            lines(
              'Name: my-config',
              'Namespace: default',
              'Labels: <none>',
              'Annotations: <none>',
              'Data',
              'another-param:',
              '----',
              'another-value',
              'extra-param:',
              '----',
              'extra-value',
              'my-config.txt:',
              '----',
              'parameter1 = value1',
              'parameter2 = value2',
              'BinaryData',
              'Events: <none>',
            ),
          ],
        },
        {
          task: 'Get it as YAML.',
          run: 'kubectl get cm my-config -o yaml',
          see: [
            lines(
              'apiVersion: v1',
              'data:',
              'another-param: another-value',
              'extra-param: extra-value',
              'my-config.txt: |',
              'parameter1 = value1',
              'parameter2 = value2',
              'kind: ConfigMap',
              'creationTimestamp: "{{time}}"',
              'name: my-config',
              'namespace: default',
              'resourceVersion: "{{count}}"',
              'uid: {{uid}}',
            ),
          ],
        },
        {
          task: 'Get the Secret as YAML, and turn a value back into what it was.',
          run: 'kubectl get secret kuard-tls -o yaml',
          see: [
            lines(
              'apiVersion: v1',
              'data:',
              'kuard.crt: {{secrets/kuard-tls .data["kuard.crt"]}}',
              'kuard.key: {{secrets/kuard-tls .data["kuard.key"]}}',
              'kind: Secret',
              'name: kuard-tls',
              'type: Opaque',
            ),
            unchanged(
              asks(
                `kubectl get secret kuard-tls -o jsonpath='{.data.kuard\\.key}' | base64 -d | cmp - kuard.key`,
                prints(''),
              ),
            ),
          ],
          moral: 'Base64 is no encryption: it only makes bytes into letters.',
        },
      ],
    },
    {
      id: 'KUAR13-10',
      title: 'Ways to create',
      goal: 'You know where keys and values can come from.',
      nature: 'normal',
      stack: 'kuar-config/02-fixed',
      continues: true,
      begin: {
        commands: CERTIFY,
        files: { 'dir/one': 'one', 'dir/two': 'two', 'vars.env': 'A=1\n# note\nB=two\n' },
      },
      steps: [
        {
          task: 'Make a Secret of a file, of the same file under another key, of all files of a folder, and of a value.',
          run: 'kubectl create secret generic mixed --from-file=kuard.crt --from-file=renamed=kuard.crt --from-file=dir --from-literal=key=value',
          original: {
            run: 'kubectl create secret generic NAME --from-file=<filename> --from-file=<key>=<filename> --from-file=<directory> --from-literal=<key>=<value>',
            why: 'The text lists the forms; here they have names and values.',
          },
          see: [
            prints('secret/mixed created'),
            asks(
              'kubectl describe secret mixed',
              lines(
                'key: 5 bytes',
                'kuard.crt: {{count as SIZE}} bytes',
                'one: 3 bytes',
                'renamed: {{count as SIZE}} bytes',
                'two: 3 bytes',
              ),
            ),
            has('secrets/mixed', { data: { key: 'dmFsdWU=', one: 'b25l', two: 'dHdv' } }),
          ],
        },
        {
          task: 'Make a ConfigMap in the same way.',
          run: 'kubectl create configmap mixed --from-file=vars.env --from-literal=key=value',
          original: {
            run: 'kubectl create configmap NAME --from-file=<filename> --from-literal=<key>=<value>',
            why: 'The text lists the forms; here they have names and values.',
          },
          see: [
            prints('configmap/mixed created'),
            has('configmaps/mixed', { data: { key: 'value', 'vars.env': 'A=1\n# note\nB=two\n' } }),
            unchanged(
              asks(
                'kubectl create configmap absent --from-file=absent.txt',
                fails(1),
                prints('error: error reading absent.txt: no such file or directory'),
              ),
            ),
          ],
        },
      ],
    },
    {
      id: 'KUAR13-11',
      title: 'Update a ConfigMap or Secret',
      goal: 'You have changed settings in four ways.',
      nature: 'normal',
      stack: 'kuar-config/02-fixed',
      continues: true,
      begin: { running: [CONFIG], commands: `${CERTIFY}\n${CREATE}` },
      steps: [
        {
          task: 'Save my-config.yaml with another value of extra-param, and replace what is in the cluster by it.',
          writes: { 'my-config.yaml': CHANGED },
          run: 'kubectl replace -f my-config.yaml',
          original: { run: 'kubectl replace -f <filename>', why: 'The file is one with a name here.' },
          see: [
            prints('configmap/my-config replaced'),
            has('configmaps/my-config', { data: { 'extra-param': 'replaced-value' } }),
          ],
        },
        {
          task: 'Change the value once more, and apply the file.',
          writes: { 'my-config.yaml': CHANGED_AGAIN },
          run: 'kubectl apply -f my-config.yaml',
          original: { run: 'kubectl apply -f <filename>', why: 'The file is one with a name here.' },
          see: [
            prints(
              'Warning: resource configmaps/my-config is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n' +
                'configmap/my-config configured',
            ),
            has('configmaps/my-config', { data: { 'extra-param': 'applied-value' } }),
          ],
          moral:
            'apply keeps a note of what it has applied, which replace has removed; so stay with one of them. ConfigMaps may go ' +
            'into version control. Secrets must not.',
        },
        {
          task: 'The certificate is to be changed. Make another one, rebuild the Secret from the files, and replace the old one.',
          hand: CERTIFY,
          run: `${CREATE} --dry-run=client -o yaml | kubectl replace -f -`,
          original: {
            run: 'kubectl create secret generic kuard-tls \\\n--from-file=kuard.crt --from-file=kuard.key \\\n--dry-run -o yaml | kubectl replace -f -',
            why: 'kubectl wants to know where the dry run ends; without that it warns.',
          },
          see: [
            prints('secret/kuard-tls replaced'),
            unchanged(
              asks(
                `kubectl get secret kuard-tls -o jsonpath='{.data.kuard\\.crt}' | base64 -d | cmp - kuard.crt`,
                prints(''),
              ),
            ),
          ],
          moral: 'Nothing is kept but the files, which are somewhere safe.',
        },
        {
          task: 'Edit the ConfigMap where it is: write edited-value for applied-value.',
          run: "KUBE_EDITOR='sed -i s/applied-value/edited-value/' kubectl edit configmap my-config",
          original: {
            run: 'kubectl edit configmap my-config',
            why: 'sed does what your hands would do in the editor.',
          },
          see: [
            prints('configmap/my-config edited'),
            has('configmaps/my-config', { data: { 'extra-param': 'edited-value' } }),
          ],
        },
      ],
    },
    {
      id: 'KUAR13-12',
      title: 'Live updates',
      goal: 'A file in a running container has changed, and a variable has not.',
      nature: 'claim',
      stack: 'kuar-config/02-fixed',
      begin: { running: [FIXED] },
      steps: [
        {
          task: 'Change a value of my-config, and look at the file /config/extra-param in the Pod for a minute.',
          hand: `kubectl patch configmap my-config -p '{"data":{"extra-param":"changed-value"}}'`,
          within: '2m',
          see: [
            has('configmaps/my-config', { data: { 'extra-param': 'changed-value' } }),
            asks('kubectl exec kuard-config -- cat /config/extra-param', prints('changed-value')),
            unchanged(asks('kubectl exec kuard-config -- printenv EXTRA_PARAM', prints('extra-value'))),
            unchanged(asks('kubectl exec kuard-config -- ps', lines('1 nobody 0:00 /kuard extra-value'))),
            unchanged(has('pods/kuard-config', { status: { containerStatuses: [{ restartCount: 0 }] } })),
          ],
          moral:
            'The kubelet writes the new value beside the old one and then changes a link. The program must notice by itself; ' +
            'what it got as a variable or argument stays until another container starts.',
        },
      ],
    },
  ],
};
