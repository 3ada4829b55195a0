import { kuarMongo } from '../../../src/workshop/stacks/kuar-mongo';
import { parse } from '../../../src/workshop/stacks/parse';
import { builtLesson, builtProduction } from '../../support/built-stack';

test('each stage differs from the first by one thing only', () => {
  const manual = builtLesson(kuarMongo, '01-manual');
  const automated = builtLesson(kuarMongo, '02-automated');
  const persistent = builtLesson(kuarMongo, '03-persistent');
  expect(automated.names).toEqual(['ConfigMap/mongo-init', ...manual.names]);
  expect(persistent.names).toEqual(manual.names);
  for (const stage of [automated, persistent]) expect(stage.get('Service/mongo')).toEqual(manual.get('Service/mongo'));
});

test('outside lessons members find each other before they are ready, and keep their data on claims', () => {
  const production = builtProduction(kuarMongo, { storageClass: 'fast' });
  expect(production.get('Service/mongo')).toMatchObject({
    spec: { clusterIP: 'None', publishNotReadyAddresses: true },
  });
  expect(production.get('StatefulSet/mongo')).toMatchObject({
    spec: {
      replicas: 3,
      volumeClaimTemplates: [{ metadata: { name: 'database' }, spec: { storageClassName: 'fast' } }],
      template: { spec: { containers: [{ volumeMounts: [{ name: 'database', mountPath: '/data/db' }] }, {}] } },
    },
  });
});

test('parse-server asks for members by the names under which they join', () => {
  const [, helper] = (
    builtProduction(kuarMongo).get('StatefulSet/mongo') as unknown as {
      spec: { template: { spec: { containers: { env: { value: string }[] }[] } } };
    }
  ).spec.template.spec.containers;
  const domain = helper?.env[0]?.value;
  const members = [0, 1, 2].map((index) => `mongo-${index}.${domain}:27017`).join(',');
  expect(builtProduction(parse).get('Deployment/parse-server')).toMatchObject({
    spec: {
      template: {
        spec: {
          containers: [
            {
              env: [
                { name: 'PARSE_SERVER_DATABASE_URI', value: `mongodb://${members}/parse?replicaSet=rs0` },
                { name: 'PARSE_SERVER_APPLICATION_ID', value: 'my-app-id' },
                { name: 'PARSE_SERVER_MASTER_KEY', valueFrom: { secretKeyRef: { key: 'master-key' } } },
              ],
            },
          ],
        },
      },
    },
  });
});
