import type { Construct } from 'constructs';
import { type Exposure, type HealthChecks, Probe, WebService } from '../../constructs';
import { kuard, KUARD_PORT } from '../kuard';
import type { Lesson, StackDefinition } from '../stack';

/** In what the stages differ: all of it concerns alpaca-prod. */
interface AlpacaProps {
  /** @default - ready as soon as it runs */
  readonly health?: HealthChecks;
  /** @default - reachable inside the cluster only */
  readonly exposure?: Exposure;
}

/** Two applications, each a Deployment behind a Service of the same name, labels and selector. */
function expose(scope: Construct, alpaca: AlpacaProps): void {
  const alpacaLabels = { ver: '1', app: 'alpaca', env: 'prod' };
  new WebService(scope, 'alpaca-prod', {
    port: KUARD_PORT,
    replicas: 3,
    selector: alpacaLabels,
    serviceLabels: alpacaLabels,
    containers: [{ image: kuard('blue'), ports: [KUARD_PORT], health: alpaca.health }],
    exposure: alpaca.exposure,
  });
  const bandicootLabels = { ver: '2', app: 'bandicoot', env: 'prod' };
  new WebService(scope, 'bandicoot-prod', {
    port: KUARD_PORT,
    replicas: 2,
    selector: bandicootLabels,
    serviceLabels: bandicootLabels,
    containers: [{ image: kuard('green'), ports: [KUARD_PORT] }],
  });
}

const health: HealthChecks = {
  readiness: Probe.http('/ready', KUARD_PORT, {
    periodSeconds: 2,
    initialDelaySeconds: 0,
    failureThreshold: 3,
    successThreshold: 1,
  }),
};

const stage = (name: string, summary: string, alpaca: AlpacaProps): Lesson => ({
  stage: name,
  summary,
  build: (scope) => expose(scope, alpaca),
});

/** Services in front of alpaca-prod and bandicoot-prod: names and addresses that stay while Pods come and go. */
export const kuarServices: StackDefinition = {
  id: 'kuar-services',
  title: 'alpaca-prod and bandicoot-prod behind Services',
  source: 'Notes on "Kubernetes: Up and Running": 7. Service Discovery',
  lessons: [
    stage('01-expose', 'A Service gives each Deployment one address and one DNS name inside the cluster.', {}),
    stage(
      '02-readiness',
      'A Pod of alpaca-prod that says it is not ready leaves the endpoints, and returns by itself.',
      {
        health,
      },
    ),
    stage('03-nodeport', 'A port of every node leads to alpaca-prod: the first way in from outside.', {
      health,
      exposure: { type: 'node-port' },
    }),
    stage('04-loadbalancer', 'The cloud gives alpaca-prod an address of its own, in front of those node ports.', {
      health,
      exposure: { type: 'load-balancer' },
    }),
  ],
};
