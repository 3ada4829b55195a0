import type { CertificateSigningRequest } from '../../../../src/simulator/api';
import {
  autoApprovals,
  cleaningMs,
  decideSigning,
} from '../../../../src/simulator/controllers/certificate-signing/decide';
import { newCertificateRequest, type Wanted } from '../../../support/certificate-request';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CLIENT = 'kubernetes.io/kube-apiserver-client';
const KUBELET_CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet';
const SERVING = 'kubernetes.io/kubelet-serving';
const NODE: Wanted = { commonName: 'system:node:n1', organizations: ['system:nodes'] };

interface Case {
  readonly signer?: string;
  readonly wanted?: Wanted;
  readonly usages?: readonly string[];
  readonly username?: string;
  readonly expirationSeconds?: number;
  readonly conditions?: CertificateSigningRequest['status']['conditions'];
  readonly certificate?: string;
}

const APPROVED = [{ type: 'Approved', status: 'True', lastUpdateTime: '2026-01-01T12:00:00Z' }];

function csr({
  signer = CLIENT,
  wanted = { commonName: 'anna' },
  usages = ['client auth'],
  username = 'anna',
  expirationSeconds,
  conditions = APPROVED,
  certificate,
}: Case): CertificateSigningRequest {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'a', uid: '1', resourceVersion: '1', creationTimestamp: '2026-01-01T12:00:00Z' },
    spec: {
      request: newCertificateRequest(wanted).request,
      signerName: signer,
      usages,
      username,
      ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
    },
    status: { conditions, ...(certificate === undefined ? {} : { certificate }) },
  } as unknown as CertificateSigningRequest;
}

test.each<[string, Case]>([
  ['is not approved', { conditions: [] }],
  ['is denied', { conditions: [{ type: 'Denied', status: 'True' }] }],
  ['has failed', { conditions: [...APPROVED, { type: 'Failed', status: 'True' }] }],
  ['has its certificate', { certificate: 'x' }],
  ['is for another signer', { signer: 'example.com/signer' }],
])('a request that %s is left alone', (_what, given) => {
  expect(decideSigning(csr(given), NOW)).toBeUndefined();
});

test.each<[string, Case, string | undefined]>([
  ['a client', {}, undefined],
  ['a client that wants to serve', { usages: ['server auth'] }, 'invalid usage for client certificate: server auth'],
  [
    'a client that wants nothing',
    { usages: ['digital signature'] },
    'missing required usage for client certificate: client auth',
  ],
  [
    'a kubelet',
    { signer: KUBELET_CLIENT, wanted: NODE, usages: ['client auth', 'digital signature', 'key encipherment'] },
    undefined,
  ],
  [
    'a kubelet without group',
    { signer: KUBELET_CLIENT, wanted: { commonName: 'system:node:n1' } },
    'subject organization is not system:nodes',
  ],
  [
    'a kubelet with names',
    { signer: KUBELET_CLIENT, wanted: { ...NODE, dnsNames: ['n1'] } },
    'DNS subjectAltNames are not allowed',
  ],
  [
    'a kubelet with too few usages',
    { signer: KUBELET_CLIENT, wanted: NODE },
    'usages did not match [client auth digital signature key encipherment]',
  ],
  [
    'a serving kubelet',
    { signer: SERVING, wanted: { ...NODE, dnsNames: ['n1'] }, usages: ['digital signature', 'server auth'] },
    undefined,
  ],
  ['a serving kubelet without names', { signer: SERVING, wanted: NODE }, 'DNS or IP subjectAltName is required'],
  [
    'a serving kubelet that is no node',
    {
      signer: SERVING,
      wanted: { ...NODE, commonName: 'n1', dnsNames: ['n1'] },
      usages: ['digital signature', 'server auth'],
    },
    'subject common name does not begin with system:node:',
  ],
])('%s is held to the rules of its signer', (_what, given, message) => {
  const decision = decideSigning(csr(given), NOW);
  expect(decision).toMatchObject(message === undefined ? { kind: 'sign' } : { kind: 'fail', message });
});

test.each([
  { expirationSeconds: undefined, validMs: 365 * 24 * HOUR - 5 * MINUTE },
  { expirationSeconds: 100 * 365 * 24 * 3600, validMs: 365 * 24 * HOUR - 5 * MINUTE },
  { expirationSeconds: 3600, validMs: HOUR },
  { expirationSeconds: 1, validMs: 10 * MINUTE },
])('of $expirationSeconds s that are asked for $validMs ms are given', ({ expirationSeconds, validMs }) => {
  const given = csr(expirationSeconds === undefined ? {} : { expirationSeconds });
  expect(decideSigning(given, NOW)).toEqual({ kind: 'sign', fromMs: NOW - 5 * MINUTE, untilMs: NOW + validMs });
});

const KUBELET: Case = {
  signer: KUBELET_CLIENT,
  wanted: NODE,
  usages: ['client auth', 'digital signature'],
  conditions: [],
};

test.each<[string, Case, readonly string[]]>([
  ['a node for itself', { ...KUBELET, username: 'system:node:n1' }, ['selfnodeclient', 'nodeclient']],
  ['somebody for a node', { ...KUBELET, username: 'system:bootstrap:abc' }, ['nodeclient']],
  ['somebody for a person', { conditions: [] }, []],
  ['a node that has been answered', { ...KUBELET, conditions: APPROVED }, []],
  ['a node that asks for too much', { ...KUBELET, usages: ['client auth', 'server auth', 'digital signature'] }, []],
])('%s may be approved by these rights', (_what, given, subresources) => {
  expect(autoApprovals(csr(given)).map(({ subresource }) => subresource)).toEqual(subresources);
});

test.each<[string, Case, number | undefined]>([
  ['nobody decided', { conditions: [] }, NOW + 24 * HOUR],
  [
    'it was denied',
    { conditions: [{ type: 'Denied', status: 'True', lastUpdateTime: '2026-01-01T13:00:00Z' }] },
    NOW + 2 * HOUR,
  ],
  ['it was signed', { certificate: 'x' }, NOW + HOUR],
  ['it was approved alone', {}, undefined],
])('a request is cleared away some time after %s', (_what, given, dueMs) => {
  expect(cleaningMs(csr(given))).toBe(dueMs);
});
