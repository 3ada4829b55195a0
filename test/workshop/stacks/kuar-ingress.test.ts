import { X509Certificate } from 'node:crypto';
import { kuarIngress } from '../../../src/workshop/stacks/kuar-ingress';
import { ClusterScope } from '../../../src/workshop/constructs';
import { builtLesson, builtProduction, builtTemplate } from '../../support/built-stack';

interface Rule {
  readonly host: string;
  readonly http: { readonly paths: readonly { readonly path: string }[] };
}

test('the lesson brings the 19 objects of Contour: its namespace, what is in it, and what is in none', () => {
  const contour = builtLesson(kuarIngress).manifests.filter(
    ({ kind, metadata }) => metadata.namespace === 'projectcontour' || ClusterScope.kinds.has(kind),
  );
  expect(contour).toHaveLength(19);
});

test('the production form leaves the controller and everything cluster-wide to the platform', () => {
  const kinds = builtProduction(kuarIngress).manifests.map(({ kind }) => kind);
  expect(kinds.filter((kind) => ClusterScope.kinds.has(kind))).toEqual(['Namespace']);
  expect(kinds).not.toContain('DaemonSet');
});

test('in production no two Ingresses claim the same host and path', () => {
  const ingresses = builtProduction(kuarIngress).manifests.filter(({ kind }) => kind === 'Ingress');
  const claims = ingresses
    .flatMap(({ spec }) => (spec as { rules?: readonly Rule[] }).rules ?? [])
    .flatMap(({ host, http }) => http.paths.map(({ path }) => host + path));
  expect(claims.sort()).toEqual(['alpaca.example.com/', 'bandicoot.example.com/', 'bandicoot.example.com/a/']);
});

test('a derived certificate is for both hosts of the domain', () => {
  const secret = builtProduction(kuarIngress, { domain: 'dev.example.com' }, 'derived').get('Secret/tls-secret-name');
  const { data } = secret as unknown as { data: Record<string, string> };
  const certificate = new X509Certificate(Buffer.from(data['tls.crt'] ?? '', 'base64'));
  expect(certificate.checkHost('alpaca.dev.example.com')).toBe('alpaca.dev.example.com');
  expect(certificate.checkHost('bandicoot.dev.example.com')).toBe('bandicoot.dev.example.com');
});

test('a release needs the certificate and holds none', () => {
  const { objects, secrets } = builtTemplate(kuarIngress).chart;
  expect(objects.map(({ manifest }) => manifest.kind)).not.toContain('Secret');
  expect(secrets).toMatchObject([{ name: 'tls-secret-name', type: 'kubernetes.io/tls', keys: ['tls.crt', 'tls.key'] }]);
});
