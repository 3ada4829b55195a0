import {
  type AdmissionResponse,
  type AdmissionReview,
  type ClusterOptions,
  createCluster,
  type WebhookHandler,
} from '../../../../src/simulator';
import type { Draft } from '../../../../src/simulator/api';
import { requestOf, type Json } from '../sample-server';

const CERTIFICATE = btoa('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
const RULES = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] }];
const ENCODED = (operations: readonly object[]): string => btoa(JSON.stringify(operations));

interface Answered {
  readonly status: number;
  readonly body: Json;
  readonly warning: string;
}

/** A cluster with a Service `ops/judge` whose endpoint is ready, and the programs behind it. */
class JudgedCluster {
  readonly cluster;
  /** Address of the Service. */
  readonly address: string;

  constructor(handler?: WebhookHandler, options: ClusterOptions = {}) {
    const webhooks: ClusterOptions['webhooks'] = handler === undefined ? {} : { 'ops/judge': handler };
    this.cluster = createCluster({ nodes: 0, webhooks, ...options });
    for (const name of ['ops', 'shop']) this.send('POST', '/api/v1/namespaces', { metadata: { name } });
    const made = this.send('POST', '/api/v1/namespaces/ops/services', {
      metadata: { name: 'judge' },
      spec: { ports: [{ port: 443, targetPort: 8443 }] },
    });
    this.address = String((made.body.spec as unknown as Draft)['clusterIP']);
    this.send('POST', '/api/v1/namespaces/ops/endpoints', {
      metadata: { name: 'judge' },
      subsets: [{ addresses: [{ ip: '10.0.0.9' }], ports: [{ port: 8443 }] }],
    });
    this.cluster.settle();
  }

  send(method: string, path: string, body?: unknown): Answered {
    const request = requestOf(method, path, body, {});
    const answer = this.cluster.handle({
      ...request,
      certificate: { username: 'anna', groups: ['system:masters'] },
    });
    if ('start' in answer) throw new Error(`${method} ${path} answers with a stream`);
    return {
      status: answer.status,
      body: JSON.parse(String(answer.body)) as Json,
      warning: String(answer.headers['warning'] ?? ''),
    };
  }

  configure(kind: 'Mutating' | 'Validating', ...webhooks: readonly Draft[]): Answered {
    return this.send('POST', `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}webhookconfigurations`, {
      metadata: { name: 'all' },
      webhooks: webhooks.map((webhook, index) => ({
        name: `w${index}.example.com`,
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        rules: RULES,
        clientConfig: { service: { namespace: 'ops', name: 'judge', path: '/p' }, caBundle: CERTIFICATE },
        ...webhook,
      })),
    });
  }

  configMap(fields: Draft = {}, query = ''): Answered {
    return this.send('POST', `/api/v1/namespaces/shop/configmaps${query}`, { metadata: { name: 'a' }, ...fields });
  }
}

/** Answers every review with `response`, and keeps the reviews. */
function answering(
  response: Partial<AdmissionResponse> | ((review: AdmissionReview, path: string) => Partial<AdmissionResponse>),
): { readonly handler: WebhookHandler; readonly reviews: AdmissionReview[] } {
  const reviews: AdmissionReview[] = [];
  return {
    reviews,
    handler: (review, path) => {
      reviews.push(review);
      const own = typeof response === 'function' ? response(review, path) : response;
      const uid = String(review.request?.['uid']);
      return { apiVersion: review.apiVersion, kind: review.kind, response: { uid, allowed: true, ...own } };
    },
  };
}

const labelled = (name: string): Partial<AdmissionResponse> => ({
  patchType: 'JSONPatch',
  patch: ENCODED([{ op: 'add', path: '/metadata/labels', value: { by: name } }]),
});

test('a webhook is shown a write as a real server shows it', () => {
  const { handler, reviews } = answering({});
  const judged = new JudgedCluster(handler);
  judged.configure('Validating', {});
  judged.configMap({ data: { a: '1' } }, '?fieldManager=me');
  judged.send('DELETE', '/api/v1/namespaces/shop/configmaps/a');
  const [created, deleted] = reviews.map(({ request }) => request);
  expect(created).toMatchObject({
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    requestKind: { group: '', version: 'v1', kind: 'ConfigMap' },
    name: 'a',
    namespace: 'shop',
    operation: 'CREATE',
    userInfo: { username: 'anna', groups: ['system:masters', 'system:authenticated'] },
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', namespace: 'shop' }, data: { a: '1' } },
    oldObject: null,
    dryRun: false,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'me' },
  });
  expect(deleted).toMatchObject({ operation: 'DELETE', object: null, oldObject: { data: { a: '1' } } });
});

test.each<[string, Draft, string]>([
  ['what it says', { status: { message: 'no', code: 422, reason: 'Invalid' } }, ': no'],
  ['its reason when it says nothing', { status: { reason: 'Teapot' } }, ': Teapot'],
  ['nothing', {}, ' without explanation'],
])('a refusal tells %s', (_what, response, text) => {
  const judged = new JudgedCluster(answering({ allowed: false, warnings: ['mind'], ...response }).handler);
  judged.configure('Validating', {});
  const { body, warning } = judged.configMap();
  expect(body.message).toBe(`admission webhook "w0.example.com" denied the request${text}`);
  expect(body.code).toBe('status' in response && 'code' in (response['status'] as Draft) ? 422 : 400);
  expect(warning).toContain('mind');
  expect(judged.send('GET', '/api/v1/namespaces/shop/configmaps/a').status).toBe(404);
});

test('a patch changes what is stored, and belongs to nobody', () => {
  const judged = new JudgedCluster(answering(labelled('it')).handler);
  judged.configure('Mutating', {});
  const { metadata } = judged.configMap({ data: { a: '1' } }).body;
  expect(metadata.labels).toEqual({ by: 'it' });
  expect(JSON.stringify(metadata.managedFields)).not.toContain('f:labels');
});

test('a patch is read as the kind: fields that it does not have are dropped, wrong ones refused', () => {
  const { handler } = answering(({ request }) => ({
    patchType: 'JSONPatch',
    patch: ENCODED([
      { op: 'add', path: '/bogus', value: 1 },
      { op: 'add', path: '/data', value: String((request?.['name'] as string) === 'bad') === 'true' ? 7 : { a: 'b' } },
    ]),
  }));
  const judged = new JudgedCluster(handler);
  judged.configure('Mutating', {});
  expect(judged.configMap().body).toMatchObject({ data: { a: 'b' } });
  expect(judged.configMap().body).not.toHaveProperty('bogus');
  expect(judged.configMap({ metadata: { name: 'bad' } }).status).toBe(500);
});

test('a patch below a field that is not there fails with the reason', () => {
  const patch = ENCODED([{ op: 'add', path: '/metadata/labels/by', value: 'it' }]);
  const judged = new JudgedCluster(answering({ patchType: 'JSONPatch', patch }).handler);
  judged.configure('Mutating', {});
  expect(judged.configMap().body).toMatchObject({
    code: 500,
    message:
      'Internal error occurred: add operation does not apply: doc is missing path: "/metadata/labels/by": missing value',
  });
});

test('the plugins see what a webhook makes of a Pod', () => {
  const sidecar = { name: 'side', image: 'side:1' };
  const { handler } = answering({
    patchType: 'JSONPatch',
    patch: ENCODED([{ op: 'add', path: '/spec/containers/1', value: sidecar }]),
  });
  const judged = new JudgedCluster(handler);
  judged.configure('Mutating', { rules: [{ ...RULES[0], operations: ['CREATE'], resources: ['pods'] }] });
  const { body } = judged.send('POST', '/api/v1/namespaces/shop/pods', {
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
  });
  const { containers, volumes } = body.spec as unknown as Record<string, readonly Draft[]>;
  expect(containers?.map(({ name, volumeMounts }) => [name, (volumeMounts as unknown[]).length])).toEqual([
    ['web', 1],
    ['side', 1],
  ]);
  expect(volumes).toHaveLength(1);
});

test('webhooks are asked in order, and again about later changes when they want that', () => {
  const order: string[] = [];
  const { handler } = answering(({ request }, path) => {
    order.push(path);
    const { labels = {} } = (request?.['object'] as Json).metadata;
    return path === '/last' && labels['by'] === undefined ? labelled('last') : {};
  });
  const judged = new JudgedCluster(handler);
  const at = (path: string): Draft => ({
    clientConfig: { service: { namespace: 'ops', name: 'judge', path }, caBundle: CERTIFICATE },
  });
  judged.configure('Mutating', { ...at('/once') }, { ...at('/again'), reinvocationPolicy: 'IfNeeded' }, at('/last'));
  judged.configMap();
  expect(order).toEqual(['/once', '/again', '/last', '/again']);
});

test.each<[string, Draft, boolean]>([
  ['the operation', { rules: [{ ...RULES[0], operations: ['DELETE'] }] }, false],
  ['the resource', { rules: [{ ...RULES[0], resources: ['*'] }] }, true],
  ['the scope', { rules: [{ ...RULES[0], scope: 'Cluster' }] }, false],
  ['labels of the namespace', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }, true],
  ['other labels of it', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }, false],
  ['labels of the object', { objectSelector: { matchLabels: { app: 'a' } } }, false],
  ['a condition', { matchConditions: [{ name: 'c', expression: "object.metadata.name == 'a'" }] }, true],
  ['another condition', { matchConditions: [{ name: 'c', expression: "request.userInfo.username == 'b'" }] }, false],
  [
    'rights',
    { matchConditions: [{ name: 'c', expression: "!authorizer.group('').resource('pods').check('get').allowed()" }] },
    false,
  ],
  [
    'rights on the object at hand',
    { matchConditions: [{ name: 'c', expression: "authorizer.requestResource.check('breakglass').allowed()" }] },
    true,
  ],
])('%s decides whether a webhook is asked', (_what, webhook, isAsked) => {
  const { handler, reviews } = answering({});
  const judged = new JudgedCluster(handler);
  expect(judged.configure('Validating', webhook).status).toBe(201);
  expect(judged.configMap().status).toBe(201);
  expect(reviews).toHaveLength(isAsked ? 1 : 0);
});

test('a condition that cannot be worked out counts as the failure policy says', () => {
  const matchConditions = [{ name: 'c', expression: 'object.data.missing == "x"' }];
  const strict = new JudgedCluster(answering({}).handler);
  strict.configure('Validating', { matchConditions });
  expect(strict.configMap().body).toMatchObject({
    code: 403,
    message: expect.stringContaining('configmaps "a" is forbidden: expression \'object.data.missing == "x"\''),
  });
  const { handler, reviews } = answering({});
  const lax = new JudgedCluster(handler);
  lax.configure('Validating', { matchConditions, failurePolicy: 'Ignore' });
  expect([lax.configMap().status, reviews.length]).toEqual([201, 0]);
});

test('a rule for one version of a resource means the others, and is shown its own', () => {
  const rules = [
    { apiGroups: ['autoscaling'], apiVersions: ['v2'], operations: ['*'], resources: ['horizontalpodautoscalers'] },
  ];
  const autoscaler = {
    metadata: { name: 'web' },
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      targetCPUUtilizationPercentage: 50,
    },
  };
  const path = '/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers';
  const { handler, reviews } = answering({});
  const judged = new JudgedCluster(handler);
  judged.configure('Validating', { rules }, { rules, matchPolicy: 'Exact' });
  expect(judged.send('POST', path, autoscaler).body).toMatchObject({ apiVersion: 'autoscaling/v1' });
  expect(reviews).toHaveLength(1);
  expect(reviews[0]?.request).toMatchObject({
    kind: { group: 'autoscaling', version: 'v2' },
    requestKind: { group: 'autoscaling', version: 'v1' },
    object: { apiVersion: 'autoscaling/v2', spec: { metrics: [{ type: 'Resource' }] } },
  });
});

test('a scale is judged as a Scale', () => {
  const { handler, reviews } = answering(({ request }) => ({
    allowed: (request?.['object'] as Json).spec.replicas < 5,
    status: { message: 'too many' },
  }));
  const judged = new JudgedCluster(handler);
  judged.send('POST', '/apis/apps/v1/namespaces/shop/deployments', {
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  });
  judged.configure('Validating', {
    rules: [{ apiGroups: ['apps'], apiVersions: ['*'], operations: ['*'], resources: ['deployments/scale'] }],
  });
  const path = '/apis/apps/v1/namespaces/shop/deployments/web/scale';
  expect(judged.send('PATCH', path, { spec: { replicas: 9 } }).body.message).toContain('denied the request: too many');
  expect(judged.send('PATCH', path, { spec: { replicas: 2 } }).body.spec.replicas).toBe(2);
  expect(reviews[0]?.request).toMatchObject({
    subResource: 'scale',
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    oldObject: { spec: { replicas: 1 } },
  });
});

const AT = 'Post "https://judge.ops.svc:443/p?timeout=10s": ';
const service = (fields: Draft): Draft => ({
  clientConfig: { service: { namespace: 'ops', name: 'judge', path: '/p', ...fields }, caBundle: CERTIFICATE },
});

test.each<[string, Draft, WebhookHandler | undefined, string]>([
  ['no program', {}, undefined, `failed to call webhook: ${AT}dial tcp ADDRESS:443: connect: connection refused`],
  [
    'no Service',
    service({ name: 'nobody' }),
    undefined,
    'failed to call webhook: Post "https://nobody.ops.svc:443/p?timeout=10s": service "nobody" not found',
  ],
  [
    'no such port',
    service({ port: 8443 }),
    undefined,
    'failed to call webhook: Post "https://judge.ops.svc:8443/p?timeout=10s": no service port 8443 found for service "judge"',
  ],
  [
    'a URL',
    { clientConfig: { url: 'https://hook.example.com/p' }, timeoutSeconds: 3 },
    undefined,
    'failed to call webhook: Post "https://hook.example.com/p?timeout=3s": dial tcp: lookup hook.example.com: no such host',
  ],
  [
    'no certificate to check by',
    { clientConfig: { service: { namespace: 'ops', name: 'judge', path: '/p' } } },
    answering({}).handler,
    `failed to call webhook: ${AT}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  ],
  ['no answer in time', {}, () => undefined, `failed to call webhook: ${AT}context deadline exceeded`],
  [
    'a program that fails',
    {},
    () => {
      throw new Error('boom');
    },
    'failed to call webhook: an error on the server ("boom") has prevented the request from succeeding',
  ],
  [
    'the answer to another question',
    {},
    answering({ uid: 'other' }).handler,
    'received invalid webhook response: expected response.uid="',
  ],
  [
    'a patch by a judge',
    {},
    answering(labelled('it')).handler,
    'received invalid webhook response: validating webhook may not return response.patch',
  ],
])('%s fails the write, or lets it pass where the policy is Ignore', (_what, webhook, handler, reason) => {
  const strict = new JudgedCluster(handler);
  strict.configure('Validating', webhook);
  const { body } = strict.configMap();
  expect(body.message).toContain(
    `Internal error occurred: failed calling webhook "w0.example.com": ${reason.replace('ADDRESS', strict.address)}`,
  );
  expect(body).toMatchObject({ code: 500, reason: 'InternalError' });
  const lax = new JudgedCluster(handler);
  lax.configure('Validating', { ...webhook, failurePolicy: 'Ignore' });
  expect(lax.configMap().status).toBe(201);
});

test('a cluster that routes to endpoints says that there are none', () => {
  const judged = new JudgedCluster(undefined, { profile: 'aws' });
  judged.send('DELETE', '/api/v1/namespaces/ops/endpoints/judge');
  judged.cluster.settle();
  judged.configure('Validating', {});
  expect(judged.configMap().body.message).toContain(`${AT}no endpoints available for service "judge"`);
});

test('webhooks never judge the configuration of webhooks', () => {
  const judged = new JudgedCluster();
  judged.configure('Validating', {
    rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }],
  });
  expect(judged.configMap().status).toBe(500);
  const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/all';
  expect(judged.send('DELETE', path).status).toBe(200);
  expect(judged.configMap().status).toBe(201);
});

test('controllers are judged as everybody is', () => {
  const { handler } = answering({ allowed: false, status: { message: 'not here' } });
  const judged = new JudgedCluster(handler);
  judged.configure('Validating', { rules: [{ ...RULES[0], resources: ['pods'] }] });
  judged.send('POST', '/apis/apps/v1/namespaces/shop/replicasets', {
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  });
  judged.cluster.advance('1s');
  const [condition] = judged.send('GET', '/apis/apps/v1/namespaces/shop/replicasets/web').body.status.conditions;
  expect(condition).toMatchObject({
    type: 'ReplicaFailure',
    message: 'admission webhook "w0.example.com" denied the request: not here',
  });
});
