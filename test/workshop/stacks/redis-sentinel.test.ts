import { redisSentinel } from '../../../src/workshop/stacks/redis-sentinel';
import { builtLesson, builtProduction } from '../../support/built-stack';

test('the fixed stage only adds a writable copy of the configuration', () => {
  const given = builtLesson(redisSentinel, 'as-given');
  const fixed = builtLesson(redisSentinel, 'fixed');
  expect(fixed.names).toEqual(given.names);
  expect(fixed.get('ConfigMap/redis-config')).toEqual(given.get('ConfigMap/redis-config'));
  expect(fixed.get('StatefulSet/redis')).toMatchObject({
    spec: { template: { spec: { initContainers: [{ name: 'copy-config' }] } } },
  });
});

test('outside lessons masters and replicas write to a claim', () => {
  const production = builtProduction(redisSentinel);
  const { data } = production.get('ConfigMap/redis-config') as unknown as { data: Record<string, string> };
  expect(data['master.conf']).toContain('dir /redis-data\n');
  expect(data['slave.conf']).toContain('dir /redis-data\n');
  expect(production.get('StatefulSet/redis')).toMatchObject({
    spec: {
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
      template: { spec: { containers: [{ volumeMounts: [{}, { name: 'data', mountPath: '/redis-data' }] }, {}] } },
    },
  });
});

test('outside lessons sentinels find redis-0 before any Pod is ready, and clients find the sentinels', () => {
  expect(builtProduction(redisSentinel).get('Service/redis')).toMatchObject({
    spec: { publishNotReadyAddresses: true, ports: [{ port: 6379 }, { name: 'sentinel', port: 26379 }] },
  });
});
