import type { EndpointSlice, KubeObject, Service } from '../../../../src/simulator/api';
import { decideAvailability } from '../../../../src/simulator/controllers/api-service/decide-availability';
import { decideRegistration } from '../../../../src/simulator/controllers/api-service/registration';

const spec = {
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  service: { namespace: 'kube-system', name: 'ms', port: 443 },
};

const service = (port: number, type = 'ClusterIP') =>
  ({
    metadata: { name: 'ms' },
    spec: { type, clusterIP: '10.96.0.7', ports: [{ name: 'https', port }] },
  }) as unknown as Service;

const slice = (isReady: boolean, portName = 'https') =>
  ({
    metadata: { name: 'ms-1' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.0.5'], conditions: { ready: isReady } }],
    ports: [{ name: portName, port: 10250 }],
  }) as unknown as EndpointSlice;

const PASSED = { status: 'True', reason: 'Passed', message: 'all checks passed' };
const URL = 'https://10.96.0.7:443/apis/metrics.k8s.io/v1beta1';

describe('an APIService with a Service', () => {
  test.each([
    {
      title: 'is available with a ready endpoint',
      state: { service: service(443), slices: [slice(true)] },
      is: 'Passed',
    },
    {
      title: 'needs the Service',
      state: { service: undefined, slices: [] },
      is: 'ServiceNotFound: service/ms in "kube-system" is not present',
    },
    {
      title: 'needs its port',
      state: { service: service(80), slices: [slice(true)] },
      is: 'ServicePortError: service/ms in "kube-system" is not listening on port 443',
    },
    {
      title: 'needs EndpointSlices',
      state: { service: service(443), slices: [] },
      is: 'EndpointsNotFound: cannot find endpointslices for service/ms in "kube-system"',
    },
    {
      title: 'needs a ready endpoint',
      state: { service: service(443), slices: [slice(false)] },
      is: 'MissingEndpoints: endpointslices for service/ms in "kube-system" have no addresses with port name "https"',
    },
    {
      title: 'needs an endpoint on that port',
      state: { service: service(443), slices: [slice(true, 'web')] },
      is: 'MissingEndpoints: endpointslices for service/ms in "kube-system" have no addresses with port name "https"',
    },
    {
      title: 'is not looked into behind a name',
      state: { service: service(80, 'ExternalName'), slices: [] },
      is: 'Passed',
    },
    {
      title: 'needs somebody who serves it',
      state: { service: service(443), slices: [slice(true)], isServed: false },
      is: `FailedDiscoveryCheck: failing or missing response from ${URL}: bad status from ${URL}: 404`,
    },
  ])('$title', ({ state, is }) => {
    const [reason = '', ...message] = is.split(': ');
    const expected = is === 'Passed' ? PASSED : { status: 'False', reason, message: message.join(': ') };
    expect(decideAvailability(spec, { isServed: true, ...state })).toEqual(expected);
  });
});

test('an APIService without a Service is always available', () => {
  expect(
    decideAvailability({ group: 'apps', version: 'v1' }, { service: undefined, slices: [], isServed: false }),
  ).toEqual({
    status: 'True',
    reason: 'Local',
    message: 'Local APIServices are always available',
  });
});

describe('the APIService of a version of custom resources', () => {
  const wanted = { group: 'example.com', version: 'v1' };
  const existing = (automanaged: string | undefined, version = 'v1'): KubeObject => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: {
      name: 'v1.example.com',
      ...(automanaged === undefined ? {} : { labels: { 'kube-aggregator.kubernetes.io/automanaged': automanaged } }),
    },
    spec: { group: 'example.com', version },
  });

  test.each([
    { is: 'made where it is missing', wanted, existing: undefined, type: 'create' },
    { is: 'not made when nobody wants it', wanted: undefined, existing: undefined, type: 'nothing' },
    { is: 'left as it is when it is right', wanted, existing: existing('true'), type: 'nothing' },
    { is: 'corrected', wanted, existing: existing('true', 'v2'), type: 'update' },
    { is: 'taken away with the last definition', wanted: undefined, existing: existing('true'), type: 'delete' },
    { is: 'left to somebody else', wanted, existing: existing(undefined, 'v2'), type: 'nothing' },
    { is: 'left to who made it', wanted: undefined, existing: existing(undefined), type: 'nothing' },
    { is: 'left to the start of the server', wanted: undefined, existing: existing('onstart'), type: 'nothing' },
  ])('is $is', ({ wanted: spec, existing: found, type }) => {
    expect(decideRegistration(spec, found)).toMatchObject({ type });
  });
});
