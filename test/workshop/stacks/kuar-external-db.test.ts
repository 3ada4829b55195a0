import { kuarExternalDb } from '../../../src/workshop/stacks/kuar-external-db';
import { builtLesson } from '../../support/built-stack';

test('one name stands for a database in the cluster in test, and for one outside in prod', () => {
  const { manifests } = builtLesson(kuarExternalDb, 'test-and-prod');
  const services = manifests.filter(({ kind }) => kind === 'Service');
  expect(services.map(({ metadata }) => `${metadata.name}.${metadata.namespace}`)).toEqual([
    'my-database.test',
    'my-database.prod',
  ]);
  expect(services).toMatchObject([
    { spec: { selector: { app: 'my-database' } } },
    { spec: { type: 'ExternalName', externalName: 'database.company.com' } },
  ]);
});

test('Endpoints and EndpointSlice lead to the same address behind the same Service', () => {
  const older = builtLesson(kuarExternalDb, 'endpoints');
  const newer = builtLesson(kuarExternalDb, 'endpoint-slice');
  expect(newer.get('Service/external-ip-database')).toEqual(older.get('Service/external-ip-database'));
  expect(older.get('Endpoints/external-ip-database')).toMatchObject({
    subsets: [{ addresses: [{ ip: '192.168.0.1' }], ports: [{ port: 3306 }] }],
  });
  expect(newer.get('EndpointSlice/external-ip-database-1')).toMatchObject({
    endpoints: [{ addresses: ['192.168.0.1'] }],
    ports: [{ port: 3306 }],
  });
});
