import { createCluster } from '../../../src/simulator';
import { makeClusterCertificates, certificateSigner } from '../../../src/simulator/edge';
import { newCertificateRequest, type Wanted } from '../../support/certificate-request';
import { requestOf, type Json } from './sample-server';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const CLIENT = 'kubernetes.io/kube-apiserver-client';
const start = Date.UTC(2026, 0, 1);
const certify = certificateSigner(makeClusterCertificates(start));

interface Answered {
  readonly status: number;
  readonly body: Json;
}

/** A user and the groups that the certificate names. */
type Who = readonly [username: string, groups: string[]];

const ADMIN: Who = ['admin', ['system:masters']];

/** A cluster that signs, and what its users say to it. */
class SigningCluster {
  readonly cluster = createCluster({ nodes: 0, start, certify });

  send(method: string, path: string, body?: unknown, username = 'admin', groups = ['system:masters']): Answered {
    const answer = this.cluster.handle({ ...requestOf(method, path, body, {}), certificate: { username, groups } });
    if (!('body' in answer)) throw new Error(`${method} ${path} is not answered at once`);
    return { status: answer.status, body: JSON.parse(String(answer.body)) as Json };
  }

  ask(wanted: Wanted, spec: object = {}, who?: Who): Answered {
    const body = {
      metadata: { name: 'a' },
      spec: { request: newCertificateRequest(wanted).request, signerName: CLIENT, usages: ['client auth'], ...spec },
    };
    return this.send('POST', PATH, body, ...(who ?? ADMIN));
  }

  /** Says yes or no, as `kubectl certificate` does. */
  decide(type: 'Approved' | 'Denied', who?: Who): Answered {
    const current = this.send('GET', `${PATH}/a`).body;
    const condition = { type, status: 'True', reason: 'KubectlApprove', message: 'by hand' };
    const conditions = [...((current.status.conditions as readonly Json[] | undefined) ?? []), condition];
    return this.send('PUT', `${PATH}/a/approval`, { ...current, status: { conditions } }, ...(who ?? ADMIN));
  }

  get status(): Record<string, unknown> {
    return this.send('GET', `${PATH}/a`).body.status as unknown as Record<string, unknown>;
  }
}

/** Lets anna do something everywhere. */
function grant(signing: SigningCluster, rules: readonly object[]): void {
  const group = '/apis/rbac.authorization.k8s.io/v1';
  signing.send('POST', `${group}/clusterroles`, { metadata: { name: 'some' }, rules });
  signing.send('POST', `${group}/clusterrolebindings`, {
    metadata: { name: 'some' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'some' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'anna' }],
  });
}

test('who asks is recorded, whatever the request says', () => {
  const signing = new SigningCluster();
  const { body } = signing.ask({ commonName: 'anna' }, { username: 'somebody', groups: ['else'] });
  expect(body.spec).toMatchObject({ username: 'admin', groups: ['system:masters', 'system:authenticated'] });
  expect(body.status).toEqual({});
});

test.each<[string, Wanted, object, string]>([
  ['no PEM text', { commonName: 'a' }, { request: btoa('x') }, 'PEM block type must be CERTIFICATE REQUEST'],
  ['no usages', { commonName: 'a' }, { usages: [] }, 'spec.usages: Required value'],
  ['an unknown usage', { commonName: 'a' }, { usages: ['fun'] }, 'spec.usages[0]: Unsupported value: "fun"'],
  [
    'a usage twice',
    { commonName: 'a' },
    { usages: ['client auth', 'client auth'] },
    'spec.usages[1]: Duplicate value: "client auth"',
  ],
  [
    'the legacy signer',
    { commonName: 'a' },
    { signerName: 'kubernetes.io/legacy-unknown' },
    'the legacy signerName is not allowed via this API version',
  ],
  ['a signer without domain', { commonName: 'a' }, { signerName: 'x' }, 'must be a fully qualified domain and path'],
  [
    'a short time',
    { commonName: 'a' },
    { expirationSeconds: 60 },
    'may not specify a duration less than 600 seconds (10 minutes)',
  ],
  [
    'the power of masters',
    { commonName: 'a', organizations: ['system:masters'] },
    {},
    'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
  ],
])('a request with %s is refused', (_what, wanted, spec, message) => {
  expect(new SigningCluster().ask(wanted, spec).body.message).toContain(message);
});

test('what was approved is signed, and dated', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna' });
  expect(signing.decide('Approved').body.status.conditions).toEqual([
    {
      type: 'Approved',
      status: 'True',
      reason: 'KubectlApprove',
      message: 'by hand',
      lastUpdateTime: '2026-01-01T00:00:00Z',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ]);
  signing.cluster.settle();
  expect(atob(String(signing.status['certificate']))).toContain('-----BEGIN CERTIFICATE-----');
});

test('equal histories have equal certificates', () => {
  const made = newCertificateRequest({ commonName: 'anna' });
  const [one, two] = [1, 2].map(() => {
    const signing = new SigningCluster();
    signing.ask({ commonName: 'anna' }, { request: made.request });
    signing.decide('Approved');
    signing.cluster.settle();
    return signing.status['certificate'];
  });
  expect(one).toBeDefined();
  expect(one).toBe(two);
});

test('what was denied stays denied', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna' });
  expect(signing.decide('Denied').status).toBe(200);
  expect(signing.decide('Approved').body.message).toContain('Approved and Denied conditions are mutually exclusive');
  signing.cluster.settle();
  expect(signing.status).not.toHaveProperty('certificate');
});

test('an approval cannot be taken back, nor given through the status', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna' });
  const conditions = [{ type: 'Approved', status: 'True' }];
  expect(signing.send('PATCH', `${PATH}/a/status`, { status: { conditions } }).body.message).toContain(
    'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
  );
  signing.decide('Approved');
  expect(signing.send('PATCH', `${PATH}/a/approval`, { status: { conditions: null } }).body.message).toContain(
    'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
  );
});

test('certificates are set once, and are certificates', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna' }, { signerName: 'example.com/mine' });
  const set = (certificate: string): string | undefined =>
    signing.send('PATCH', `${PATH}/a/status`, { status: { certificate: btoa(certificate) } }).body.message;
  expect(set('x')).toContain('must contain at least one CERTIFICATE PEM block');
  expect(set('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n')).toBeUndefined();
  expect(set('-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n')).toContain(
    'updates may not modify existing certificate content',
  );
});

test('who approves or signs must be allowed to do so for the signer', () => {
  const signing = new SigningCluster();
  const anna: Who = ['anna', []];
  signing.ask({ commonName: 'anna' });
  const resources = [
    'certificatesigningrequests',
    'certificatesigningrequests/approval',
    'certificatesigningrequests/status',
  ];
  const requests = { apiGroups: ['certificates.k8s.io'], resources, verbs: ['*'] };
  grant(signing, [requests]);
  expect(signing.decide('Approved', anna).body.message).toBe(
    'certificatesigningrequests.certificates.k8s.io "a" is forbidden: ' +
      `user not permitted to approve requests with signerName "${CLIENT}"`,
  );
  const status = { certificate: btoa('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n') };
  expect(signing.send('PATCH', `${PATH}/a/status`, { status }, ...anna).body.message).toContain(
    `user not permitted to sign requests with signerName "${CLIENT}"`,
  );
  const mayApprove = {
    apiGroups: ['certificates.k8s.io'],
    resources: ['signers'],
    resourceNames: ['kubernetes.io/*'],
    verbs: ['approve'],
  };
  const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/some';
  signing.send('PATCH', role, { rules: [requests, mayApprove] });
  expect(signing.decide('Approved', anna).status).toBe(200);
});

test('a node that may renew its certificate gets one without anybody looking', () => {
  const signing = new SigningCluster();
  const node = { commonName: 'system:node:n1', organizations: ['system:nodes'] };
  const spec = {
    signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
    usages: ['client auth', 'digital signature'],
  };
  signing.ask(node, spec);
  signing.cluster.settle();
  const [condition] = signing.status['conditions'] as Json[];
  // The administrator may create everything.
  expect(condition).toMatchObject({ type: 'Approved', reason: 'AutoApproved' });
  expect(signing.status).toHaveProperty('certificate');
});

test('a request that breaks the rules of its signer fails', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna' }, { usages: ['server auth'] });
  signing.decide('Approved');
  signing.cluster.settle();
  expect((signing.status['conditions'] as Json[]).at(-1)).toMatchObject({
    type: 'Failed',
    reason: 'SignerValidationFailure',
    message: 'invalid usage for client certificate: server auth',
  });
});

test('a request that was signed with another key gets nothing', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna', isForged: true });
  signing.decide('Approved');
  signing.cluster.advance('1m');
  expect(signing.status).not.toHaveProperty('certificate');
});

test('what nobody decides goes after a day, within the hour', () => {
  const signing = new SigningCluster();
  signing.ask({ commonName: 'anna' });
  signing.cluster.advance('24h');
  expect(signing.send('GET', `${PATH}/a`).status).toBe(200);
  signing.cluster.advance('61m');
  expect(signing.send('GET', `${PATH}/a`).status).toBe(404);
});
