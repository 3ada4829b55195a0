import { checkSet, secretsWanted } from '../../src/check';
import { defineImage } from '../../src/simulator/programs';
import { readManifests } from '../../src/simulator';
import { app, checked, linesOf } from './checked';

test('what is all right is ready, upgraded, drained and without findings', () => {
  const { stacks, findings, upgraded, drained, assumedImages } = checked(app({ spec: 'replicas: 3' }));
  expect(stacks).toEqual([expect.objectContaining({ name: 'app', objects: 2, isReady: true, unready: [] })]);
  expect(stacks[0]?.readyAfterSeconds).toBeGreaterThan(0);
  expect(findings).toEqual([]);
  expect({ upgraded, assumedImages }).toEqual({ upgraded: 1, assumedImages: [] });
  expect(drained).toMatch(/^node-\d$/);
});

test('equal manifests and seeds give equal results', () => {
  const text = app({ spec: 'replicas: 2', image: 'nginx:1.161' });
  expect(checked(text, { seed: 5 })).toEqual(checked(text, { seed: 5 }));
});

test('a document that is no manifest is a finding, and the others are checked', () => {
  expect(linesOf(checked(`kind: Pod\n---\n${app({ spec: 'replicas: 3' })}`))).toEqual([
    "error unreadable Document app.yaml: Object 'apiVersion' is missing",
  ]);
});

test('images that nobody has described are told; those of the caller are not', () => {
  const image = 'registry.example.com/shop:v1';
  const text = app({ image, container: 'startupProbe: { tcpSocket: { port: 8080 } }' });
  expect(checked(text).assumedImages).toEqual([image]);
  const shop = defineImage({
    repositories: ['registry.example.com/shop'],
    tags: ['v2'],
    image: () => ({ command: ['/bin/true'], layers: [] }),
  });
  expect(linesOf(checked(text, { images: [shop] }))[0]).toContain("cannot have image 'registry.example.com/shop:v1'");
});

test('findings of lessons are warnings', () => {
  const { manifests } = readManifests([{ file: 'a.yaml', text: app({ selector: 'wep' }) }]);
  const stack = { name: 'lesson', namespace: 'lesson', manifests, problems: [] };
  const { findings } = checkSet({ name: 'lessons', stacks: [stack], isLenient: true }, { profile: 'plain' });
  expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toContain('warning selector');
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('Secrets that manifests refer to and do not hold are named with their keys', () => {
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      imagePullSecrets: [{ name: registry }]
      volumes: [{ name: tls, secret: { secretName: files, items: [{ key: b }] } }, { name: opt, secret: { secretName: maybe, optional: true } }]
      containers:
        - name: main
          envFrom: [{ secretRef: { name: whole } }]
          env: [{ name: A, valueFrom: { secretKeyRef: { name: files, key: a } } }, { name: B, valueFrom: { secretKeyRef: { name: held, key: a } } }]
---
{ apiVersion: v1, kind: Secret, metadata: { name: held, namespace: shop } }
---
{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: web }, spec: { tls: [{ secretName: cert }] } }
`;
  const wanted = secretsWanted(readManifests([{ file: 'a', text }]).manifests);
  expect([...wanted].sort((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
    { name: 'cert', type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] },
    { namespace: 'shop', name: 'files', type: 'Opaque', keys: ['a', 'b'] },
    { namespace: 'shop', name: 'registry', type: 'kubernetes.io/dockerconfigjson', keys: ['.dockerconfigjson'] },
    { namespace: 'shop', name: 'whole', type: 'Opaque', keys: [] },
  ]);
});
