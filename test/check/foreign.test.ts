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
