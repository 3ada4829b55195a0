import { rules } from '../../src/check/rules';
import { app, type AppOptions, checked, linesOf } from './checked';

interface Case {
  readonly rule: string;
  readonly wrong: AppOptions;
  /** The one finding. */
  readonly says: RegExp;
  /** The same, mended. */
  readonly right: AppOptions;
}

const claim = (storage: string): string =>
  `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], ${storage} resources: {requests: {storage: 1Gi}}}}`;

const CLAIMED = 'volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]';

const VOLUME =
  '{apiVersion: v1, kind: PersistentVolume, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: fast, capacity: {storage: 1Gi}, hostPath: {path: /data}}}';

const ingress = (service: string, port: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop}, spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: ${service}, port: {${port}}}}}]}}]}}`;

const redis = (volume: string): string =>
  `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: store}, spec: {serviceName: web, selector: {matchLabels: {app: store}}, template: {metadata: {labels: {app: store}}, spec: {containers: [{name: redis, image: 'redis:7', volumeMounts: [{name: data, mountPath: /data}]}], volumes: [{name: data, ${volume}}]}}}}`;

const secured = (spec: string, annotations = ''): string =>
  `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: shop, annotations: {${annotations}}}, spec: {${spec}, defaultBackend: {service: {name: web, port: {number: 80}}}}}`;

const TLS = 'tls: [{hosts: [shop.example.com], secretName: shop-tls}]';

const CERTIFICATE = '{apiVersion: v1, kind: Secret, metadata: {name: shop-tls}, stringData: {tls.crt: x, tls.key: x}}';

const INGRESS_CLASS =
  '{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: quick}, spec: {controller: example.com/quick}}';

const governed = (service: string): string =>
  `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: store}, spec: {serviceName: ${service}, selector: {matchLabels: {app: store}}, template: {metadata: {labels: {app: store}}, spec: {containers: [{name: main, image: 'busybox:1.36', command: [sleep, inf]}]}}}}`;

const job = (command: string): string =>
  `{apiVersion: batch/v1, kind: Job, metadata: {name: migrate}, spec: {backoffLimit: 1, template: {spec: {restartPolicy: Never, containers: [{name: main, image: 'busybox:1.36', command: [sh, -c, '${command}']}]}}}}`;

const quota = (pods: number): string =>
  `{apiVersion: v1, kind: ResourceQuota, metadata: {name: small}, spec: {hard: {pods: '${pods}'}}}`;

const limits = (memory: string): string =>
  `{apiVersion: v1, kind: LimitRange, metadata: {name: small}, spec: {limits: [{type: Container, max: {memory: ${memory}}, default: {memory: 64Mi}}]}}`;

const LIMITED = 'resources: { requests: { memory: 512Mi }, limits: { memory: 512Mi } }';

const READ_SECRET = 'env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }]';

const secret = (key: string): string => `{apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {${key}: x}}`;

const budget = (label: string): string =>
  `{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {maxUnavailable: 1, selector: {matchLabels: {app: ${label}}}}}`;

const policy = (label: string): string =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {matchLabels: {app: ${label}}}, ingress: [{}]}}`;

const cases: readonly Case[] = [
  {
    rule: 'image',
    wrong: { image: 'gcr.io/kuar-demo/kuard-amd64:pink' },
    says: /^error image Deployment default\/web: container 'main' cannot have image 'gcr.io\/kuar-demo\/kuard-amd64:pink': gcr.io\/kuar-demo\/kuard-amd64:pink: not found$/,
    right: { image: 'gcr.io/kuar-demo/kuard-amd64:green' },
  },
  {
    rule: 'image',
    wrong: { image: 'Kuard' },
    says: /cannot have image 'Kuard': .*repository name \(library\/Kuard\) must be lowercase/,
    right: {},
  },
  {
    rule: 'reference',
    wrong: { container: READ_SECRET },
    says: /^error reference Deployment default\/web: container 'main' cannot be made: secret "db" not found$/,
    right: { container: READ_SECRET, more: secret('password') },
  },
  {
    rule: 'reference',
    wrong: { container: READ_SECRET, more: secret('pasword') },
    says: /cannot be made: couldn't find key password in Secret default\/db$/,
    right: { container: READ_SECRET, more: secret('password') },
  },
  {
    rule: 'reference',
    wrong: { pod: 'volumes: [{ name: settings, configMap: { name: settings } }]' },
    says: /^error reference Deployment default\/web: configmap "settings" not found$/,
    right: { pod: 'volumes: [{ name: settings, configMap: { name: settings, optional: true } }]' },
  },
  {
    rule: 'claim',
    wrong: { spec: 'replicas: 1', pod: CLAIMED, more: claim('storageClassName: fast,') },
    says: /^error claim PersistentVolumeClaim default\/data: claim 'data' of class 'fast' is not bound: .*"fast" not found$/,
    right: { spec: 'replicas: 1', pod: CLAIMED, more: `${claim('storageClassName: fast,')}\n---\n${VOLUME}` },
  },
  {
    rule: 'quota',
    wrong: { more: quota(1) },
    says: /^error quota Deployment default\/web: 1 of 2 Pods could be made: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1$/,
    right: { more: quota(3) },
  },
  {
    rule: 'limits',
    wrong: { container: LIMITED, more: limits('256Mi') },
    says: /^error limits Deployment default\/web: 0 of 2 Pods could be made: maximum memory usage per Container is 256Mi, but limit is 512Mi$/,
    right: { container: LIMITED, more: limits('512Mi') },
  },
  {
    rule: 'refused',
    wrong: { spec: 'replicas: -1' },
    says: /^error refused Deployment default\/web: Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1/,
    right: {},
  },
  {
    rule: 'refused',
    wrong: { pod: 'serviceAccountName: nobody' },
    says: /^error refused Deployment default\/web: 0 of 2 Pods could be made: error looking up service account default\/nobody/,
    right: { pod: 'serviceAccountName: default' },
  },
  {
    rule: 'unschedulable',
    wrong: { container: 'resources: { requests: { cpu: 5 } }' },
    says: /^error unschedulable Deployment default\/web: 0\/3 nodes are available: 3 Insufficient cpu$/,
    right: { container: 'resources: { requests: { cpu: 500m } }' },
  },
  {
    rule: 'unschedulable',
    wrong: { pod: 'nodeSelector: { disk: fast }' },
    says: /^error unschedulable .*didn't match Pod's node affinity\/selector$/,
    right: { pod: 'nodeSelector: { kubernetes.io/os: linux }' },
  },
  {
    rule: 'probe',
    wrong: { container: 'readinessProbe: { httpGet: { path: /wrong, port: 8080 } }' },
    says: /^error probe Deployment default\/web: readiness probe of container 'main' \(GET \/wrong on port 8080\) never passes: HTTP probe failed with statuscode: 404$/,
    right: { container: 'readinessProbe: { httpGet: { path: /ready, port: 8080 } }' },
  },
  {
    rule: 'probe',
    wrong: { container: 'livenessProbe: { tcpSocket: { port: 8081 }, periodSeconds: 2 }' },
    says: /^error probe Deployment default\/web: liveness probe of container 'main' \(connection to port 8081\) never passes: .*connection refused$/,
    right: { container: 'livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 2 }' },
  },
  {
    rule: 'crash',
    wrong: { image: 'busybox:1.36', container: "command: [sh, -c, 'echo no settings; exit 3']" },
    says: /^error crash Deployment default\/web: container 'main' ends with code 3: no settings$/,
    right: {},
  },
  {
    rule: 'selector',
    wrong: { selector: 'wep' },
    says: /^error selector Service default\/web: its selector 'app=wep' finds no Pod in namespace default; Pods there have app=web$/,
    right: { selector: 'web' },
  },
  {
    rule: 'selector',
    wrong: { more: budget('wep') },
    says: /^error selector PodDisruptionBudget default\/web: its selector 'app=wep' finds no Pod/,
    right: { more: budget('web') },
  },
  {
    rule: 'selector',
    wrong: { more: policy('wep') },
    says: /^error selector NetworkPolicy default\/web: its selector 'app=wep' finds no Pod/,
    right: { more: policy('web') },
  },
  {
    rule: 'unreachable',
    wrong: { targetPort: '80' },
    says: /^error unreachable Service default\/web: nobody answers at port 80, which leads to port 80 of its Pods$/,
    right: { targetPort: '8080' },
  },
  {
    rule: 'ingress',
    wrong: { more: ingress('wep', 'number: 80') },
    says: /^error ingress Ingress default\/shop: shop.example.com\/ leads to Service 'wep', and namespace default has none of this name$/,
    right: { more: ingress('web', 'number: 80') },
  },
  {
    rule: 'ingress',
    wrong: { more: ingress('web', 'name: http') },
    says: /leads to port http of Service 'web', which has 80$/,
    right: { more: ingress('web', 'number: 80') },
  },
  {
    rule: 'ingress',
    wrong: { more: secured('ingressClassName: quick') },
    says: /^warning ingress Ingress default\/shop: nobody serves its class 'quick': the cluster has none$/,
    right: { more: `${secured('ingressClassName: quick')}\n---\n${INGRESS_CLASS}` },
  },
  {
    rule: 'ingress',
    wrong: { more: secured(TLS) },
    says: /^warning ingress Ingress default\/shop: there is no Secret 'shop-tls' with the certificate of shop.example.com:/,
    right: { more: `${secured(TLS)}\n---\n${CERTIFICATE}` },
  },
  {
    rule: 'reference',
    wrong: { more: governed('stores') },
    says: /^warning reference StatefulSet default\/store: there is no Service 'stores' \(serviceName\) in namespace default:/,
    right: { more: governed('web') },
  },
  {
    rule: 'crash',
    wrong: { more: job('echo no such table; exit 3') },
    says: /^error crash Job default\/migrate: container 'main' ends with code 3: no such table$/,
    right: { more: job('echo done') },
  },
  {
    rule: 'data',
    wrong: { more: redis('emptyDir: {}') },
    says: /^warning data StatefulSet default\/store: container 'redis' keeps its data in \/data, on emptyDir 'data'/,
    right: { more: redis('emptyDir: { medium: Memory }') },
  },
  {
    rule: 'not-ready',
    wrong: {
      more: '{apiVersion: v1, kind: Service, metadata: {name: open}, spec: {type: LoadBalancer, ports: [{port: 80}]}}',
    },
    says: /^error not-ready Service default\/open: its load balancer has no address$/,
    right: {
      more: '{apiVersion: v1, kind: Service, metadata: {name: open}, spec: {type: NodePort, ports: [{port: 80}]}}',
    },
  },
];

describe.each(cases)('$rule: $says', ({ rule, wrong, says, right }) => {
  test('is found once, and nothing that follows from it', () => {
    const result = checked(app(wrong), { nodes: 3 });
    const found = linesOf(result).filter((line) => !line.includes('drain-') && !line.includes('rollout-'));
    expect(found).toEqual([expect.stringMatching(says)]);
    expect(result.findings[0]?.cure).not.toBe('');
    expect(result.findings[0]?.rule).toBe(rule);
  });

  test('is not found where it is right', () => {
    const lines = linesOf(checked(app(right), { nodes: 3 }));
    expect(lines.filter((line) => line.startsWith('error') || says.test(line))).toEqual([]);
  });
});

test('every rule has an example', () => {
  const shown = new Set(cases.map(({ rule }) => rule));
  expect(rules.flatMap(({ id }) => id.split(', ')).filter((id) => !shown.has(id))).toEqual([]);
});
