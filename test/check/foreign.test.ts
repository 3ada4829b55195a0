import { app, checked, linesOf } from './checked';

/** An image that nobody has described. */
const UNKNOWN = 'registry.example.com/team/app:1';

const errorsOf = (text: string): string[] => linesOf(checked(text)).filter((line) => line.startsWith('error'));

describe('an image that nobody has described', () => {
  const pod = (containers: string): string =>
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {${containers}}}}}`;

  test('ends where others wait for its end', () => {
    const containers = `initContainers: [{name: before, image: '${UNKNOWN}', command: [/app/migrate]}, {name: beside, image: '${UNKNOWN}', restartPolicy: Always}], containers: [{name: main, image: '${UNKNOWN}'}]`;
    const result = checked(pod(containers));
    expect(linesOf(result)).toEqual([]);
    expect(result.stacks).toMatchObject([{ isReady: true }]);
  });

  test.each(['tcpSocket: {port: 9001}', 'httpGet: {path: /healthz, port: 9001}'])(
    'that declares no port answers at the one that its probe asks: %s',
    (probe) => {
      expect(
        linesOf(checked(pod(`containers: [{name: main, image: '${UNKNOWN}', livenessProbe: {${probe}}}]`))),
      ).toEqual([]);
    },
  );

  test('that declares another port than its probe asks never passes', () => {
    const containers = `containers: [{name: main, image: '${UNKNOWN}', ports: [{containerPort: 8080}], livenessProbe: {tcpSocket: {port: 9001}}}]`;
    expect(errorsOf(pod(containers))).toEqual([expect.stringMatching(/^error probe Deployment default\/web: /)]);
  });
});

describe('a kind that the cluster does not serve', () => {
  const cureOf = (apiVersion: string, kind: string): string | undefined =>
    checked(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}}`).findings[0]?.cure;

  test('wants its definition', () => {
    expect(cureOf('monitoring.coreos.com/v1', 'ServiceMonitor')).toMatch(/^check its CustomResourceDefinition with it/);
  });

  test('in an old version is shown the one of today', () => {
    expect(cureOf('extensions/v1beta1', 'Ingress')).toBe(
      'write apiVersion networking.k8s.io/v1, which clusters serve today',
    );
  });
});

test('a certificate that somebody issues is not missing', () => {
  const tls = 'spec: {tls: [{secretName: tls}], defaultBackend: {service: {name: web, port: {number: 80}}}}';
  const ingress = (annotations: string): string =>
    `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, annotations: {${annotations}}}, ${tls}}`;
  const missing = (more: string): string[] => linesOf(checked(app({ more }))).filter((line) => line.includes(`'tls'`));
  const certificate =
    '{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: web}, spec: {secretName: tls}}';
  expect(missing(ingress(''))).toHaveLength(1);
  expect(missing(ingress('cert-manager.io/cluster-issuer: public'))).toEqual([]);
  expect(missing(`${ingress('')}\n---\n${certificate}`)).toEqual([]);
});

describe('a Job', () => {
  const job = (metadata: string, spec: string, command: string): string =>
    `{apiVersion: batch/v1, kind: Job, metadata: {${metadata}}, spec: {${spec} template: {spec: {restartPolicy: Never, containers: [{name: main, image: 'busybox:1.36', command: [sh, -c, '${command}']}]}}}}`;

  test('whose name the server makes up is found by that name', () => {
    const { stacks, findings } = checked(job('generateName: import-', '', 'echo done'));
    expect(findings).toEqual([]);
    expect(stacks).toMatchObject([{ isReady: true, unready: [] }]);
  });

  test('that the cluster removes when it is done was ready', () => {
    const { stacks, findings } = checked(job('name: once', 'ttlSecondsAfterFinished: 0,', 'echo done'));
    expect(findings).toEqual([]);
    expect(stacks).toMatchObject([{ isReady: true, unready: [] }]);
  });

  test('that the cluster removes after it failed was not', () => {
    const text = job('name: once', 'backoffLimit: 0, ttlSecondsAfterFinished: 0,', 'exit 1');
    expect(errorsOf(text)).toEqual(['error not-ready Job default/once: Job has reached the specified backoff limit']);
  });
});

test('a program that needs a moment is no victim of its liveness probe', () => {
  const container =
    'livenessProbe: { exec: { command: [sh, -c, "test -e /tmp/seen || { touch /tmp/seen; exit 1; }"] } }, readinessProbe: { httpGet: { path: /ready, port: 8080 } }';
  expect(errorsOf(app({ container }))).toEqual([]);
});

test('an init container that waits in vain is named', () => {
  const pod = `initContainers: [{ name: wait, image: 'busybox:1.36', command: [sh, -c, 'until nc -z nobody 80; do sleep 1; done'] }]`;
  expect(errorsOf(app({ pod }))).toEqual([
    expect.stringMatching(
      /^error not-ready Deployment default\/web: .*; Pod web-\S+: init container 'wait' has not ended/,
    ),
  ]);
});

describe('a Service whose Pods a NetworkPolicy guards', () => {
  const policy =
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: shop}}}], ports: [{port: 8080}]}]}}';

  test('is reachable for those that it lets in, though no node is among them', () => {
    expect(errorsOf(app({ more: policy }))).toEqual([]);
  });

  test('that leads to a port at which nobody listens is found all the same', () => {
    expect(errorsOf(app({ targetPort: '8081', more: policy }))).toEqual([
      'error unreachable Service default/web: nobody answers at port 80, which leads to port 8081 of its Pods',
    ]);
  });
});

test('an object too large for an annotation has a cure of its own', () => {
  const data = 'x'.repeat(262_144);
  const text = `{apiVersion: v1, kind: ConfigMap, metadata: {name: large}, data: {text: ${data}}}`;
  const [finding] = checked(text).findings;
  expect(finding?.message).toMatch(/metadata\.annotations: Too long/);
  expect(finding?.cure).toContain('kubectl apply --server-side');
});
