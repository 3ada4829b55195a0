import { Construct } from 'constructs';
import { ExternalAddress, ExternalName, Namespace, Service, Worker } from '../../constructs';
import type { StackDefinition } from '../stack';

const PORT = 6379;

/** Where the redis of namespace blue is. */
type BlueRedis = 'in-cluster' | 'external-name' | 'external-address';

/** The text names neither host nor address: both are of ranges reserved for documentation. */
const EXTERNAL_HOST = 'redis.example.com';
const EXTERNAL_ADDRESS = '192.0.2.10';

/** A namespace with a redis in it. */
class Colour extends Construct {
  constructor(scope: Construct, namespace: string, redis: BlueRedis = 'in-cluster') {
    super(scope, namespace);
    new Namespace(this, 'Namespace', { name: namespace });
    const pods = new Worker(this, 'Deployment', {
      name: 'redis',
      namespace,
      replicas: 1,
      containers: [{ image: 'redis', ports: [PORT] }],
    });
    switch (redis) {
      case 'in-cluster':
        new Service(this, 'Service', { name: 'redis', namespace, pods, ports: [PORT] });
        break;
      case 'external-name':
        new ExternalName(this, 'Service', { name: 'redis', namespace, host: EXTERNAL_HOST });
        break;
      case 'external-address':
        new ExternalAddress(this, 'Service', {
          name: 'redis',
          namespace,
          addresses: [EXTERNAL_ADDRESS],
          port: PORT,
          as: 'Endpoints',
        });
        break;
    }
  }
}

const stages: Readonly<Record<string, readonly [BlueRedis, string]>> = {
  '01-namespaces': [
    'in-cluster',
    'Two equal applications side by side: in each namespace the name redis means the redis of that namespace.',
  ],
  '02-external-name': [
    'external-name',
    'In blue the name redis becomes an alias of a host outside the cluster; no program of blue has to know.',
  ],
  '03-explicit-endpoints': [
    'external-address',
    'In blue a Service without selector leads to an address outside the cluster that is written by hand.',
  ],
};

/** Two namespaces with one redis each, and a redis that moves out of the cluster. */
export const blueGreen: StackDefinition = {
  id: 'blue-green',
  title: 'Namespaces blue and green, and redis outside the cluster',
  source: 'Exposing services: Namespaces; Stateful services',
  lessons: Object.entries(stages).map(([stage, [blueRedis, summary]]) => ({
    stage,
    summary,
    isMain: stage === '01-namespaces',
    build: (scope) => {
      new Colour(scope, 'blue', blueRedis);
      new Colour(scope, 'green');
    },
  })),
};
