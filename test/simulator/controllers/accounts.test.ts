import { CONTROLLER_ROLES } from '../../../src/simulator/bootstrap/roles/controllers';
import {
  controllers,
  horizontalPodAutoscaler,
  rootCaController,
  serviceLoadBalancerController,
} from '../../../src/simulator/controllers';

const started = [
  ...controllers,
  horizontalPodAutoscaler({}),
  rootCaController('certificate'),
  serviceLoadBalancerController({ delayMs: 0, addressOf: () => ({ ip: '203.0.113.1' }) }),
];

// This one is part of the API server, which acts as itself.
const ofControllerManager = started.filter(({ name }) => name !== 'crd-finalizer');

test.each(ofControllerManager.map(({ name, account = name }) => ({ name, account })))(
  '$name acts as $account, which has a role',
  ({ account }) => {
    expect(Object.keys(CONTROLLER_ROLES)).toContain(account);
  },
);
