import { asks, type Beginning, type Chapter, fails, file, has, lines, prints, table, unchanged } from '../../model';
import { ADDRESS, ALPACA, BACKENDS, CONTOUR, GREEN, ingress, PROXY, PURPLE, versionAt } from './ingress-parts';
import { INGRESS_NGINX } from './ingress-nginx-file';

/** Address of the second controller, where there are two. */
const SECOND_ADDRESS = '192.168.64.131';

/** Where this machine reaches the second controller. */
const NGINX = '{{url svc/ingress-nginx/ingress-nginx-controller:80}}';

const withNginx = (begin: Beginning): Beginning => ({
  ...begin,
  files: { 'ingress-nginx.yaml': INGRESS_NGINX },
  commands:
    'kubectl apply -f ingress-nginx.yaml\nkubectl rollout status deployment/ingress-nginx-controller -n ingress-nginx',
});

/** Asks nginx for a page of a host, and shows what kuard was asked for. */
const askedFor = (host: string, path: string): string =>
  `curl -s -H 'Host: ${host}' ${NGINX}${path} | grep -o 'GET /[^ ]*'`;

const ALPACA_HOST = 'alpaca.example.com';
const BANDICOOT = 'bandicoot.example.com';

/** Three Ingresses for one host: one here, one in another namespace, and one here that names a Service over there. */
const THREE_INGRESSES = [
  'kubectl create namespace elsewhere',
  'kubectl create deployment bandicoot --image=gcr.io/kuar-demo/kuard-amd64:purple --port=8080 -n elsewhere',
  'kubectl expose deployment bandicoot -n elsewhere',
  'kubectl rollout status deployment bandicoot -n elsewhere',
  `kubectl create ingress here --rule='${ALPACA_HOST}/*=alpaca:8080'`,
  `kubectl create ingress there --rule='${ALPACA_HOST}/b*=bandicoot:8080' -n elsewhere`,
  `kubectl create ingress astray --rule='${ALPACA_HOST}/c*=bandicoot:8080'`,
].join('\n');

/** Takes only what stands behind /a, and needs no look at what pathType says. */
const REGULAR = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: regular-ingress
  annotations:
    nginx.ingress.kubernetes.io/use-regex: "true"
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: nginx
  rules:
  - host: regular.example.com
    http:
      paths:
      - path: /a(/|$)(.*)
        pathType: ImplementationSpecific
        backend:
          service:
            name: alpaca
            port:
              number: 8080
`;

/** An Ingress that Contour serves. */
const SERVED = { status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } } };

const simpleAt = (address: string): string => `simple-ingress <none> * ${address} 80 {{age}}`;

/** Several controllers, several Ingresses, and what only some controllers can do. */
export const ingressControllers: Chapter = {
  workshop: 'KUAR',
  title: '8. HTTP Load Balancing with Ingress: several of them',
  profile: 'minikube',
  exercises: [
    {
      id: 'KUAR08-08',
      title: 'Several ingress controllers',
      goal: 'Of two controllers only one serves an Ingress, because the Ingress says so.',
      nature: 'claim',
      stack: 'kuar-ingress',
      begin: withNginx({ running: [CONTOUR, BACKENDS, ingress('simple')] }),
      steps: [
        {
          task:
            'Besides Contour there is a second controller now, ingress-nginx, and both serve Ingresses that name no class. ' +
            'Watch for a while what simple-ingress says about its address. Then set the annotation kubernetes.io/ingress.class ' +
            'to nginx.',
          hand: [
            `(${versionAt('any.example.com')}; ${versionAt('any.example.com').replace(PROXY, NGINX)}) >both.txt`,
            'kubectl get ingress simple-ingress --watch >addresses.txt &',
            `until [ $(grep -c -e ${ADDRESS} addresses.txt) -ge 2 ]; do sleep 0.1; done; kill $!`,
            'kubectl annotate ingress simple-ingress kubernetes.io/ingress.class=nginx',
          ].join('\n'),
          speed: 60,
          within: '2m',
          see: [
            file('both.txt', GREEN, GREEN),
            file('addresses.txt', simpleAt(ADDRESS), simpleAt(SECOND_ADDRESS), simpleAt(ADDRESS)),
            has('ingresses/simple-ingress', {
              metadata: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
              status: { loadBalancer: { ingress: [{ ip: SECOND_ADDRESS }] } },
            }),
            asks(
              'kubectl get ingress',
              table({ NAME: 'simple-ingress', CLASS: '<none>', HOSTS: '*', ADDRESS: SECOND_ADDRESS, PORTS: '80' }),
            ),
            asks(versionAt('any.example.com'), fails(1), prints('')),
            unchanged(asks(versionAt('any.example.com').replace(PROXY, NGINX), prints(GREEN))),
          ],
          moral:
            'Without a class both answered, and each wrote its own address over that of the other, again and again. Today one ' +
            'would set spec.ingressClassName, which names an IngressClass object; the annotation is still understood.',
        },
      ],
    },
    {
      id: 'KUAR08-09',
      title: 'Several Ingress objects and namespaces',
      goal: 'Ingresses of two namespaces make up one host, and you know what they may not do.',
      nature: 'claim',
      stack: 'kuar-ingress',
      begin: { running: [CONTOUR, ALPACA] },
      steps: [
        {
          task:
            'Create two Ingresses for alpaca.example.com: one here, for everything, and one in the namespace elsewhere, for /b, ' +
            'which leads to a purple bandicoot over there. Then try to lead /c from here to that bandicoot.',
          hand: THREE_INGRESSES,
          see: [
            has('ingresses/here', SERVED),
            has('ingresses/there', SERVED, 'elsewhere'),
            asks(versionAt(ALPACA_HOST), prints(GREEN)),
            asks(versionAt(ALPACA_HOST, 'b/'), prints(PURPLE)),
            asks(`curl -s -H 'Host: ${ALPACA_HOST}' ${PROXY}c/`, prints('no healthy upstream')),
            asks(
              'kubectl describe ingress astray',
              lines('/c bandicoot:8080 (<error: services "bandicoot" not found>)'),
            ),
          ],
          moral:
            'The controller merges all Ingresses into one configuration. A backend is always looked for in the namespace of its ' +
            'Ingress; but nothing keeps a namespace from claiming paths of a host that others think is theirs.',
        },
      ],
    },
    {
      id: 'KUAR08-10',
      title: 'Path rewriting',
      goal: 'An application is asked for other paths than the visitor has asked for.',
      nature: 'claim',
      stack: 'kuar-ingress',
      begin: withNginx({ running: [BACKENDS, ingress('path')] }),
      steps: [
        {
          task:
            'path-ingress leads /a/ of bandicoot.example.com to alpaca. Note what alpaca is asked for; then have ingress-nginx ' +
            'rewrite it: set the annotation nginx.ingress.kubernetes.io/rewrite-target to /. Do the same with a regular ' +
            'expression in regular-ingress.yaml, and compare.',
          writes: { 'regular-ingress.yaml': REGULAR },
          hand: [
            `${askedFor(BANDICOOT, 'a/')} >before.txt`,
            'kubectl annotate ingress path-ingress nginx.ingress.kubernetes.io/rewrite-target=/',
            'kubectl apply -f regular-ingress.yaml',
          ].join('\n'),
          see: [
            file('before.txt', 'GET /a/'),
            asks(askedFor(BANDICOOT, 'a/'), prints('GET /')),
            asks(askedFor(BANDICOOT, 'a/healthy'), prints('GET /')),
            asks(askedFor('regular.example.com', 'a/'), prints('GET /')),
            asks(`curl -s -H 'Host: regular.example.com' ${NGINX}a/healthy`, prints('ok')),
          ],
          moral:
            'With / everything below /a/ is the front page, even /a/healthy; a group of a regular expression keeps the rest. ' +
            'Links in pages do not know of any of that, which is a source of many bugs: hosts of their own are better than paths.',
        },
      ],
    },
  ],
};
