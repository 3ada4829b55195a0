import { amount, asks, type Chapter, has, lines, prints, table, unchanged } from '../../model';
import {
  ADDRESS,
  GREEN,
  ingress,
  PROXY,
  PURPLE,
  removedApi,
  three,
  versionAt,
  WHY_REMOVED,
  withIngresses,
} from './ingress-parts';

const BANDICOOT = 'bandicoot.example.com';

const SORTED = ['alpaca', 'bandicoot', 'be-default'];

const OLD_SIMPLE = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: simple-ingress
spec:
  backend:
    serviceName: alpaca
    servicePort: 8080
`;

const OLD_HOST = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: host-ingress
spec:
  rules:
  - host: alpaca.example.com
    http:
      paths:
      - backend:
          serviceName: alpaca
          servicePort: 8080
  - host: bandicoot.example.com
    http:
      paths:
        - backend:
            serviceName: bandicoot
            servicePort: 8080
`;

const OLD_PATH = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: path-ingress
spec:
  rules:
  - host: bandicoot.example.com
    http:
      paths:
      - path: "/"
        backend:
          serviceName: bandicoot
          servicePort: 8080
      - path: "/a/"
        backend:
          serviceName: alpaca
          servicePort: 8080
`;

/** Where requests lead: everywhere the same, by host, and by path. */
export const ingressRules: Chapter = {
  workshop: 'KUAR',
  title: '8. HTTP Load Balancing with Ingress: hosts and paths',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR08-04',
      title: 'Simplest ingress',
      goal: 'Whatever is asked for, alpaca answers.',
      nature: 'normal',
      stack: 'kuar-ingress',
      continues: true,
      begin: withIngresses(),
      steps: [
        {
          task: 'Describe an Ingress without any rule: everything goes to alpaca. Create it.',
          writes: { 'simple-ingress.yaml': OLD_SIMPLE, 'modern/simple-ingress.yaml': ingress('simple') },
          run: 'kubectl apply -f modern/simple-ingress.yaml',
          original: {
            run: 'kubectl apply -f simple-ingress.yaml',
            why: WHY_REMOVED,
            fails: removedApi('simple-ingress', 'simple-ingress.yaml'),
          },
          see: [
            prints('ingress.networking.k8s.io/simple-ingress created'),
            has('ingresses/simple-ingress', {
              spec: { defaultBackend: { service: { name: 'alpaca', port: { number: 8080 } } }, rules: undefined },
              status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } },
            }),
          ],
        },
        {
          task: 'Check that it was set up. The controller fills in the address at which it serves the Ingress.',
          run: 'kubectl get ingress',
          see: [table({ NAME: 'simple-ingress', CLASS: '<none>', HOSTS: '*', ADDRESS, PORTS: '80', AGE: '{{age}}' })],
        },
        {
          task: 'Read where it leads.',
          run: 'kubectl describe ingress simple-ingress',
          see: [
            lines(
              ...`Name:             simple-ingress
Labels:           <none>
Namespace:        default
Address:          ${ADDRESS}
Ingress Class:    <none>
Default backend:  ${three('alpaca')}
Rules:
  Host        Path  Backends
  ----        ----  --------
  *           *     ${three('alpaca')}
Annotations:  <none>
Events:       <none>`.split('\n'),
            ),
          ],
          moral: 'The addresses are those of Pods: the proxy goes straight to them, past the address of the Service.',
        },
        {
          task: 'Ask for any host and any path, at {{url svc/projectcontour/envoy:80}}: the green kuard answers.',
          run: `${versionAt('any.example.com')}\n${versionAt('alpaca.example.com', 'a/')}`,
          see: [prints(`${GREEN}\n${GREEN}`)],
        },
      ],
    },
    {
      id: 'KUAR08-05',
      title: 'Ingress by host name',
      goal: 'Two hosts at one address lead to two applications.',
      nature: 'normal',
      stack: 'kuar-ingress',
      continues: true,
      begin: withIngresses('simple'),
      steps: [
        {
          task: 'Describe an Ingress with a rule for each host, and create it beside the first one.',
          writes: { 'host-ingress.yml': OLD_HOST, 'modern/host-ingress.yaml': ingress('host') },
          run: 'kubectl apply -f modern/host-ingress.yaml',
          original: {
            run: 'kubectl apply -f host-ingress.yml',
            why: WHY_REMOVED,
            fails: removedApi('host-ingress', 'host-ingress.yml'),
          },
          see: [
            prints('ingress.networking.k8s.io/host-ingress created'),
            has('ingresses/host-ingress', { status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } } }),
          ],
        },
        {
          task: 'List both Ingresses.',
          run: 'kubectl get ingress',
          see: [
            table(
              {
                NAME: 'host-ingress',
                CLASS: '<none>',
                HOSTS: 'alpaca.example.com,bandicoot.example.com',
                ADDRESS,
                PORTS: '80',
                AGE: '{{age}}',
              },
              { NAME: 'simple-ingress', CLASS: '<none>', HOSTS: '*', ADDRESS, PORTS: '80', AGE: '{{age}}' },
            ),
          ],
        },
        {
          task: 'Read where the hosts lead.',
          run: 'kubectl describe ingress host-ingress',
          see: [
            lines(
              ...`Name:             host-ingress
Labels:           <none>
Namespace:        default
Address:          ${ADDRESS}
Ingress Class:    <none>
Default backend:  <default>
Rules:
  Host                   Path  Backends
  ----                   ----  --------
  alpaca.example.com
                         /   ${three('alpaca')}
  bandicoot.example.com
                         /   ${three('bandicoot')}
Annotations:             <none>
Events:                  <none>`.split('\n'),
            ),
          ],
          moral:
            'The default backend is left to the controller: with Contour that is the one of simple-ingress, as all Ingresses ' +
            'are taken together.',
        },
        {
          task: 'Open both hosts, and one that no rule names.',
          run: ['alpaca', 'bandicoot', 'other'].map((name) => versionAt(`${name}.example.com`)).join('\n'),
          original: {
            run: '# in a browser\nhttp://alpaca.example.com\nhttp://bandicoot.example.com',
            why: 'Here the host is named in a header, as /etc/hosts of this machine is yours.',
          },
          see: [prints(`${GREEN}\n${PURPLE}\n${GREEN}`)],
          moral: 'Green is alpaca, purple is bandicoot. What no host matches still goes to simple-ingress, to alpaca.',
        },
      ],
    },
    {
      id: 'KUAR08-06',
      title: 'Ingress by path',
      goal: 'Below /a/ a host shows another application than everywhere else.',
      nature: 'normal',
      stack: 'kuar-ingress',
      continues: true,
      begin: withIngresses('simple', 'host'),
      steps: [
        {
          task: 'Describe an Ingress with two paths for bandicoot.example.com: /a/ leads to alpaca, / to bandicoot.',
          writes: { 'path-ingress.yml': OLD_PATH, 'modern/path-ingress.yaml': ingress('path') },
          run: 'kubectl apply -f modern/path-ingress.yaml',
          original: {
            run: 'kubectl apply -f path-ingress.yml',
            why: WHY_REMOVED,
            fails: removedApi('path-ingress', 'path-ingress.yml'),
          },
          see: [
            prints('ingress.networking.k8s.io/path-ingress created'),
            has('ingresses/path-ingress', { status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } } }),
            asks(
              'kubectl describe ingress path-ingress',
              lines(
                'Default backend: <default>',
                'bandicoot.example.com',
                `/ ${three('bandicoot')}`,
                `/a/ ${three('alpaca')}`,
              ),
            ),
          ],
        },
        {
          task: 'Open both paths of the host.',
          run: `${versionAt(BANDICOOT)}\n${versionAt(BANDICOOT, 'a/')}`,
          original: {
            run: `# in a browser\nhttp://${BANDICOOT}/\nhttp://${BANDICOOT}/a/`,
            why: 'Here the host is named in a header.',
          },
          see: [
            prints(`${PURPLE}\n${GREEN}`),
            unchanged(
              asks(`curl -s -H 'Host: ${BANDICOOT}' ${PROXY}a/ | grep -o 'GET /a/.*'`, prints('GET /a/ HTTP/1.1')),
            ),
          ],
          moral:
            'The longest path that fits wins. The path arrives as it was sent, /a/ and all: it is kuard that shows its page ' +
            'there, too.',
        },
      ],
    },
    {
      id: 'KUAR08-07',
      title: 'Clean up the ingress exercise',
      goal: 'Ingresses, Services and Deployments are gone; Contour stays.',
      nature: 'normal',
      stack: 'kuar-ingress',
      continues: true,
      begin: withIngresses('simple', 'host', 'path'),
      steps: [
        {
          task: 'Delete the three Ingresses, the three Services and the three Deployments.',
          run: [
            'kubectl delete ingress host-ingress path-ingress simple-ingress',
            'kubectl delete service alpaca bandicoot be-default',
            'kubectl delete deployment alpaca bandicoot be-default',
          ].join('\n'),
          see: [
            prints(
              [
                ...['host', 'path', 'simple'].map((name) => `ingress.networking.k8s.io "${name}-ingress"`),
                ...SORTED.map((name) => `service "${name}"`),
                ...SORTED.map((name) => `deployment.apps "${name}"`),
              ]
                .map((object) => `${object} deleted from default namespace`)
                .join('\n'),
            ),
            amount(0, 'ingresses'),
            amount(0, 'services', '!component'),
            amount(0, 'deployments'),
            amount(0, 'replicasets'),
            amount(0, 'pods'),
            unchanged(has('daemonsets/envoy', { status: { numberReady: 1 } }, 'projectcontour')),
          ],
        },
      ],
    },
  ],
};
