import type { LessonValues } from '../../environments';
import type { Lesson, StackDefinition } from '../stack';
import { Awsme, type AwsmeProps } from './awsme';
import { production } from './production';

/** What a stage sets: everything but the image, and addresses only where the environment knows them. */
interface Stage extends Omit<AwsmeProps, 'image' | 'addresses'> {
  readonly usesAddresses?: boolean;
}

const pods: Stage = { usesAddresses: true };
const services: Stage = { services: ['db', 'backend'] };
const loadBalancer: Stage = { services: ['db', 'backend', 'frontend'] };
const secrets: Stage = { ...loadBalancer, hasSecret: true };
const initContainer: Stage = { ...secrets, migrations: 'init-container' };
const affinity: Stage = { ...initContainer, isTogether: true };
const limits: Stage = { ...affinity, backendMemory: { request: '600Mi', limit: '800Mi' } };

const stages: Readonly<Record<string, readonly [Stage, string]>> = {
  '01-pods': [
    pods,
    'Three bare Pods that know each other by address: a Pod that is replaced gets another one, and is lost.',
  ],
  '02-services': [
    services,
    'Labels and Services give db and backend names that stay: commands hold names instead of addresses.',
  ],
  '03-loadbalancer': [
    loadBalancer,
    'A Service of type LoadBalancer gives the frontend an address of the cloud, for browsers outside the cluster.',
  ],
  '04-secrets': [
    secrets,
    'The password moves from the manifests to the Secret mysql; a shell puts it into the command.',
  ],
  '04b-configmap-bonus': [
    { ...secrets, hasPortInConfig: true },
    'Optional: the port of the backend comes from a ConfigMap, so that it changes without touching the Pod.',
  ],
  '05a-no-migrations': [
    { ...secrets, migrations: 'none' },
    'Nobody creates the tables any more: on a fresh database the backend answers with error 1049.',
  ],
  '05b-init-container': [
    initContainer,
    'An init container creates the tables before the backend starts, however often either of them is replaced.',
  ],
  '06-affinity': [affinity, 'The Pods prefer the node on which others of the application run: shorter ways.'],
  '07-limits': [
    limits,
    'The backend reserves 600Mi of memory and may use 800Mi: a process that wants more is killed, the node is safe.',
  ],
  '08-sidecar-optional': [
    { ...limits, hasSidecar: true },
    'Optional: a second container in the Pod of the backend shares its address and its fate.',
  ],
};

function build({ usesAddresses, ...stage }: Stage): Lesson['build'] {
  return (scope, { awsmeImage: image, awsmeMysqlIp: db, awsmeBackendIp: backend }: LessonValues) => {
    new Awsme(scope, 'awsme', { ...stage, image, addresses: usesAddresses === true ? { db, backend } : undefined });
  };
}

/** The sample application of the workshop on AWS, from three Pods to a whole application. */
export const awsme: StackDefinition = {
  id: 'awsme',
  title: 'awsme: frontend, backend and MySQL',
  source: 'Pods and Services: the whole document',
  lessons: Object.entries(stages).map(([stage, [props, summary]]) => ({
    stage,
    summary,
    isMain: stage === '07-limits',
    build: build(props),
  })),
  production,
};
