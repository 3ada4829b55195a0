import fc from 'fast-check';
import { isInQuotaScope, type KubeObject, quotaUsageOfAll, type ResourceQuota } from '../../../../src/simulator/api';
import { admissionPlugins } from '../../../../src/simulator/apiserver/admission';
import { quotaIndex } from '../../../../src/simulator/apiserver/admission/quota-index';
import { StoreIndexes } from '../../../../src/simulator/apiserver/store-indexes';
import { Store } from '../../../../src/simulator/store';
import { SampleServer } from '../sample-server';

const quota = (spec: object): ResourceQuota =>
  ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'demo' }, spec }) as ResourceQuota;

const NOW_MS = Date.parse('2026-01-01T00:00:30Z');

const podOf = (name: string, cpu: number, phase: string, deletedAt: string | undefined): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'demo',
      ...(deletedAt === undefined ? {} : { deletionTimestamp: deletedAt, deletionGracePeriodSeconds: 10 }),
    },
    spec: { containers: [{ name: 'c', resources: { requests: { cpu: `${cpu}m` } } }] },
    status: { phase },
  }) as unknown as KubeObject;

test('an index counts what a look at all objects would count', () => {
  const write = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    isGone: fc.boolean(),
    cpu: fc.nat(3),
    phase: fc.constantFrom('Running', 'Failed'),
    deletedAt: fc.constantFrom(undefined, '2026-01-01T00:00:00Z', '2026-01-01T00:00:25Z'),
    scopes: fc.constantFrom([], ['BestEffort'], ['NotBestEffort']),
  });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 20 }), (writes) => {
      const store = new Store();
      const indexes = new StoreIndexes(store);
      let current = quota({ scopes: [] });
      for (const { name, isGone, cpu, phase, deletedAt, scopes } of writes) {
        const old = store.get('pods', 'demo', name);
        const pod = podOf(name, cpu, phase, deletedAt);
        if (old === undefined) store.create('pods', 'demo', name, pod);
        else if (isGone) store.delete('pods', 'demo', name, old);
        else store.update('pods', 'demo', name, pod, old);
        if (JSON.stringify(current.spec.scopes) !== JSON.stringify(scopes)) current = quota({ scopes });
        const counted = store.list('pods', 'demo').filter((each) => isInQuotaScope(current, 'pods', each));
        const expected = quotaUsageOfAll('pods', counted, NOW_MS);
        const used = indexes.get(quotaIndex).used(current, 'pods', NOW_MS);
        for (const key of new Set([...used.keys(), ...expected.keys()]))
          expect([key, used.get(key)?.toString() ?? '0']).toEqual([key, expected.get(key)?.toString() ?? '0']);
      }
    }),
    { numRuns: 300 },
  );
});

test('a quota is never exceeded within a moment, and what goes makes room', () => {
  const server = new SampleServer({ admission: admissionPlugins.filter(({ name }) => name === 'ResourceQuota') });
  const path = '/api/v1/namespaces/demo';
  server.send('POST', `${path}/resourcequotas`, { metadata: { name: 'q' }, spec: { hard: { configmaps: '2' } } });
  const statuses = ['a', 'b', 'c'].map(
    (name) => server.send('POST', `${path}/configmaps`, { metadata: { name } }).status,
  );
  expect(statuses).toEqual([201, 201, 403]);
  server.send('DELETE', `${path}/configmaps/a`);
  expect(server.send('POST', `${path}/configmaps`, { metadata: { name: 'c' } }).status).toBe(201);
  const patch = { spec: { hard: { configmaps: '3' } } };
  server.send('PATCH', `${path}/resourcequotas/q`, patch);
  expect(server.send('POST', `${path}/configmaps`, { metadata: { name: 'd' } }).status).toBe(201);
  expect(server.send('POST', `${path}/configmaps`, { metadata: { name: 'e' } }).body.message).toBe(
    'configmaps "e" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=3, limited: configmaps=3',
  );
});
