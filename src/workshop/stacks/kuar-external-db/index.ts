import { ExternalAddress, ExternalName, Namespace, Service, Worker } from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments';
import type { StackDefinition } from '../stack';

/** Where the production database of the text lives: a machine outside the cluster. */
const OUTSIDE_HOST = 'database.company.com';
/** The same kind of machine where it has an address only. */
const OUTSIDE_ADDRESS = '192.168.0.1';
const MYSQL_PORT = 3306;

/** Databases outside the cluster, behind names inside it. */
export const kuarExternalDb: StackDefinition = {
  id: 'kuar-external-db',
  title: 'Databases outside the cluster',
  source: 'Notes on "Kubernetes: Up and Running": 15. Integrating Storage / Importing External Services',
  lessons: [
    {
      stage: 'test-and-prod',
      summary:
        'One name, another database per namespace: programs ask for my-database in both, and only the Service behind ' +
        'the name knows that test has a container of its own and prod a machine outside the cluster.',
      build: (scope) => {
        new Namespace(scope, 'test');
        const database = new Worker(scope, 'test-database', {
          name: 'my-database',
          namespace: 'test',
          labels: {},
          replicas: 1,
          containers: [
            {
              name: 'database',
              image: 'mysql',
              env: { MYSQL_ROOT_PASSWORD: SAMPLE_SECRETS.mysqlRootPassword },
              ports: [MYSQL_PORT],
            },
          ],
        });
        new Service(scope, 'test-name', {
          name: 'my-database',
          namespace: 'test',
          pods: database,
          ports: [MYSQL_PORT],
        });
        new Namespace(scope, 'prod');
        new ExternalName(scope, 'prod-name', { name: 'my-database', namespace: 'prod', host: OUTSIDE_HOST });
      },
    },
    {
      stage: 'external-name',
      summary: 'A database known by a DNS name: the Service is an alias (CNAME), without address or port of its own.',
      build: (scope) => {
        new ExternalName(scope, 'external-database', { host: OUTSIDE_HOST });
      },
    },
    {
      stage: 'endpoints',
      summary:
        'A database known by an address only: a Service without selector, whose Endpoints are written by hand. ' +
        'Nobody checks the health of such an address.',
      build: (scope) => {
        new ExternalAddress(scope, 'external-ip-database', {
          addresses: [OUTSIDE_ADDRESS],
          port: MYSQL_PORT,
          as: 'Endpoints',
        });
      },
    },
    {
      stage: 'endpoint-slice',
      summary: 'The same with an EndpointSlice, which replaces Endpoints: Kubernetes deprecates those since 1.33.',
      build: (scope) => {
        new ExternalAddress(scope, 'external-ip-database', { addresses: [OUTSIDE_ADDRESS], port: MYSQL_PORT });
      },
    },
  ],
};
