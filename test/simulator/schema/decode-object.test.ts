import { decodeBody, decodeObject } from '../../../src/simulator/schema';

const POD = 'io.k8s.api.core.v1.Pod';
const decode = (definition: string, value: unknown): Record<string, unknown> =>
  decodeObject(definition, { value }).object;
const pod = (spec: Record<string, unknown>): Record<string, unknown> => ({ metadata: { name: 'a' }, spec });
const container = (fields: Record<string, unknown>): Record<string, unknown> =>
  pod({ containers: [{ name: 'main', ...fields }] });

describe('values of the wrong type', () => {
  test.each([
    [
      container({ ports: [{ containerPort: 1.5 }] }),
      'number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
    ],
    [
      container({ imagePullPolicy: 1 }),
      'number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy',
    ],
    [
      container({ livenessProbe: { httpGet: [] } }),
      'array into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction',
    ],
    [pod({ nodeSelector: { disk: true } }), 'bool into Go struct field PodSpec.spec.nodeSelector of type string'],
    [container({ args: 'sleep' }), 'string into Go struct field Container.spec.containers.args of type []string'],
    [
      { metadata: { creationTimestamp: 5 } },
      'number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
    [{ kind: 7 }, 'number into Go struct field Pod.TypeMeta.kind of type string'],
    [
      container({ readinessProbe: { httpGet: { port: true } } }),
      'bool into Go struct field HTTPGetAction.spec.containers.readinessProbe.ProbeHandler.httpGet.port of type int32',
    ],
  ])('%j', (body, message) => {
    expect(() => decode(POD, body)).toThrow(`json: cannot unmarshal ${message}`);
  });

  test('the first one in the body is named', () => {
    expect(() => decode(POD, pod({ hostPID: 'x', hostIPC: 'y' }))).toThrow('PodSpec.spec.hostPID');
  });

  test.each([
    [container({ resources: { limits: { cpu: 'many' } } }), /^quantities must match the regular expression/],
    [
      { metadata: { creationTimestamp: 'today' } },
      /^parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"$/,
    ],
  ])('types that read themselves have words of their own: %j', (body, message) => {
    expect(() => decode(POD, body)).toThrow(message);
  });

  test('base64 that cannot be read is blamed on its byte', () => {
    expect(() => decode('io.k8s.api.core.v1.Secret', { data: { a: 'aGk=', b: 'a?' } })).toThrow(
      'illegal base64 data at input byte 1',
    );
  });
});

describe('strict validation', () => {
  const strictErrors = (text: string): string[] =>
    decodeObject(POD, decodeBody(new TextEncoder().encode(text), 'json')).strictErrors;

  test.each([
    ['{"metadata":{"name":"a","labels":{"x":"1","x":"2"}}}', ['duplicate field "metadata.labels.x"']],
    [
      '{"spec":{"containers":[{},{"nmae":"a"}]},"stauts":{}}',
      ['unknown field "spec.containers[1].nmae"', 'unknown field "stauts"'],
    ],
    ['{"spec":{"a":1,"a":2}}', ['unknown field "spec.a"']],
    ['{"spec":{"tolerations":[{"Key":"a"}]}}', ['unknown field "spec.tolerations[0].Key"']],
    ['{"spec":{"containers":[]}}', []],
  ])('%s', (text, wanted) => {
    expect(strictErrors(text)).toEqual(wanted);
  });

  test('of a key given twice the last value counts', () => {
    const raw = decodeBody(new TextEncoder().encode('{"metadata":{"name":"a","name":"b"}}'), 'json');
    expect(decodeObject(POD, raw).object).toMatchObject({ metadata: { name: 'b' } });
  });

  test('more than a hundred errors are not collected', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`no${index}`, 1]));
    expect(decodeObject(POD, { value: many }).strictErrors).toHaveLength(100);
  });
});

describe('values as the server answers them', () => {
  test('empty values are left out where Go leaves them out, and written where it does not', () => {
    const body = {
      metadata: { name: 'a', labels: {}, finalizers: [] },
      spec: { replicas: 0, paused: false, template: {} },
    };
    expect(decode('io.k8s.api.apps.v1.Deployment', body)).toEqual({
      metadata: { name: 'a' },
      spec: { replicas: 0, selector: null, template: { metadata: {}, spec: { containers: null } }, strategy: {} },
      status: {},
    });
  });

  test('null is nothing', () => {
    const body = { metadata: { name: null, annotations: { a: null } }, spec: { terminationGracePeriodSeconds: null } };
    expect(decode(POD, body)).toEqual({
      metadata: { annotations: { a: '' } },
      spec: { containers: null },
      status: {},
    });
  });

  test('times without value are null unless Go omits zero ones', () => {
    const body = {
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2024-05-01T12:00:00+02:00' }] },
    };
    expect(decode(POD, body)).toMatchObject({
      status: { conditions: [{ lastProbeTime: null, lastTransitionTime: '2024-05-01T10:00:00Z' }] },
    });
  });

  test('quantities are canonical, numbers among them', () => {
    const body = container({ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } });
    expect(decode(POD, body)).toMatchObject({
      spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '1Gi' } } }] },
    });
  });

  test('a body is never changed', () => {
    const body = container({ resources: { limits: { cpu: '1000m' } } });
    const before = JSON.stringify(body);
    decode(POD, body);
    expect(JSON.stringify(body)).toBe(before);
  });

  test('decoding what was decoded changes nothing', () => {
    const once = decode(POD, container({ image: 'a:1', ports: [{ containerPort: 80 }] }));
    expect(decode(POD, once)).toEqual(once);
  });

  test('a key named __proto__ is a key', () => {
    const body = JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}') as unknown;
    const { metadata } = decode(POD, body) as { metadata: { labels: object } };
    expect(Object.keys(metadata.labels)).toEqual(['__proto__']);
  });

  test('schemas of custom resources may stand for lists and booleans', () => {
    const definition = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';
    const body = {
      additionalProperties: false,
      items: { type: 'string' },
      default: { a: [1] },
      'x-kubernetes-int-or-string': true,
    };
    expect(decode(definition, body)).toEqual(body);
  });
});
