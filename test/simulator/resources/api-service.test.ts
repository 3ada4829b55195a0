import { apiServiceStrategy } from '../../../src/simulator/resources/api-service';
import { created, type Json, refusals } from './written';

const service = (spec: Json = {}, name = 'v1.example.com'): Json => ({
  metadata: { name },
  spec: {
    group: 'example.com',
    version: 'v1',
    groupPriorityMinimum: 100,
    versionPriority: 10,
    service: { namespace: 'demo', name: 'server' },
    ...spec,
  },
});

test('the port of the server is that of HTTPS, if nobody says otherwise', () => {
  expect(created(apiServiceStrategy, service())['spec']).toMatchObject({ service: { port: 443 } });
});

test.each<[Json, readonly string[]]>([
  [{}, []],
  [{ service: undefined }, []],
  [
    { version: 'v2' },
    ['metadata.name: Invalid value: "v1.example.com": must be `spec.version+"."+spec.group`: "v2.example.com"'],
  ],
  [
    { groupPriorityMinimum: 20_001, versionPriority: undefined },
    [
      'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
      'spec.versionPriority: Invalid value: 0: must be positive and less than 1000',
    ],
  ],
  [{ service: { name: 'server' } }, ['spec.service.namespace: Required value']],
  [
    { insecureSkipTLSVerify: true, caBundle: 'YQ==' },
    ['spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present'],
  ],
])('an APIService with %j: %j', (spec, errors) => {
  expect(refusals(apiServiceStrategy, service(spec))).toEqual(errors);
});

test('the core group has no name', () => {
  expect(refusals(apiServiceStrategy, service({ group: '' }, 'v1.'))).toEqual([]);
  expect(refusals(apiServiceStrategy, service({ group: '', version: 'v2' }, 'v2.'))).toEqual([
    'spec.group: Required value: only v1 may have an empty group and it better be legacy kube',
  ]);
});
