import { createPrivateKey, X509Certificate } from 'node:crypto';
import { makeClusterCertificates } from '../../../src/simulator/edge';

const NOW = Date.UTC(2026, 5, 1);
const certificates = makeClusterCertificates(NOW);
const [authority, server, admin] = [
  certificates.authority,
  certificates.server.certificate,
  certificates.admin.certificate,
].map((text) => new X509Certificate(text)) as [X509Certificate, X509Certificate, X509Certificate];

test('the authority signs itself and both others', () => {
  for (const certificate of [authority, server, admin]) {
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.checkIssued(authority)).toBe(true);
  }
});

test('only the authority may sign others', () => {
  expect([authority.ca, server.ca, admin.ca]).toEqual([true, false, false]);
});

test.each(['localhost', 'kubernetes.default.svc'])('the server answers as %s', (host) => {
  expect(server.checkHost(host)).toBe(host);
});

test.each(['127.0.0.1', '::1', '10.0.0.1'])('the server answers at %s', (address) => {
  expect(server.checkIP(address)).toBe(address);
});

test('the server answers under no other name', () => {
  expect(server.checkHost('example.com')).toBeUndefined();
  expect(server.checkIP('127.0.0.2')).toBeUndefined();
});

test('the administrator is a member of system:masters', () => {
  expect(admin.subject.split('\n')).toEqual(['O=system:masters', 'CN=kubernetes-admin']);
});

test.each([
  { who: 'server', certificate: server, key: certificates.server.key, usage: '1.3.6.1.5.5.7.3.1' },
  { who: 'admin', certificate: admin, key: certificates.admin.key, usage: '1.3.6.1.5.5.7.3.2' },
])('the key of $who belongs to its certificate, which serves one purpose', ({ certificate, key, usage }) => {
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(certificate.keyUsage).toEqual([usage]);
});

test('they are valid for a year, and from a day earlier for clocks that are behind', () => {
  expect(new Date(server.validFrom).getTime()).toBe(NOW - 24 * 3600 * 1000);
  expect(new Date(server.validTo).getTime()).toBe(certificates.validUntilMs);
  expect(certificates.validUntilMs).toBe(Date.UTC(2027, 5, 1));
});

test('times beyond 2049 are written with four digits of the year', () => {
  const late = makeClusterCertificates(Date.UTC(2060, 0, 2));
  expect(new Date(new X509Certificate(late.authority).validTo).getUTCFullYear()).toBe(2061);
});
