import { ExternalAddress, ExternalName, RequiredSecret, SingletonDatabase, Worker } from '../../../src';
import type { Construct } from 'constructs';
import { manifestsOf } from '../../support/manifests';

/** A program and the database it connects to, which is in the cluster or outside. */
function consumerBeside(addDatabase: (scope: Construct) => void): unknown {
  const { 'Deployment/app': app } = manifestsOf((scope) => {
    addDatabase(scope);
    new Worker(scope, 'app', { containers: [{ image: 'app:1', connectsTo: ['database:3306'] }] });
  });
  return app;
}

const inCluster = (scope: Construct): void => {
  const secret = new RequiredSecret(scope, 'password', { keys: { password: {} } });
  new SingletonDatabase(scope, 'database', {
    container: { image: 'mysql:8.4', env: { MYSQL_ROOT_PASSWORD: secret.value('password') }, ports: [3306] },
    dataPath: '/var/lib/mysql',
    port: 3306,
    claim: { size: '1Gi' },
  });
};

test.each([
  { what: 'a name', outside: (scope: Construct) => new ExternalName(scope, 'database', { host: 'db.example.com' }) },
  {
    what: 'an address',
    outside: (scope: Construct) => new ExternalAddress(scope, 'database', { addresses: ['192.0.2.10'], port: 3306 }),
  },
])(
  'IAC-41: a database known by $what takes the place of one in the cluster, and no consumer changes',
  ({ outside }) => {
    expect(consumerBeside(outside)).toBeDefined();
    expect(consumerBeside(outside)).toEqual(consumerBeside(inCluster));
  },
);
