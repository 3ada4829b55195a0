import '../support/client-library';
import { prepareApply, statusOfSet } from '../../src/deploy';
import { Deployer, SET_NAME, wantedOf } from '../support/deploying';
import { ServedCluster } from '../support/simulated-cluster';
import { namespace } from './manifests';

jest.setTimeout(60_000);

let served: ServedCluster;
let deployer: Deployer;
beforeAll(async () => {
  served = await ServedCluster.start({ nodes: 1 });
  served.pacing.setSpeed(50);
  deployer = new Deployer(served.kubeconfig);
});
afterAll(async () => {
  deployer.close();
  await served.stop();
});

/** A Job that is removed as soon as it has ended. */
const JOB = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', namespace: 'shop' },
  spec: {
    ttlSecondsAfterFinished: 0,
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox:1.36', command: ['true'] }] },
    },
  },
};
const objects = wantedOf([namespace('shop'), JOB]);

const stateOfJob = async (): Promise<string | undefined> => {
  const session = await deployer.session();
  const prepared = await prepareApply(session, { setName: SET_NAME, objects, keeps: [] });
  return (await statusOfSet(session, prepared)).find(({ key }) => key.kind === 'Job')?.state;
};

test('a Job that is removed once it has ended is done when it is gone, and missing before it was applied', async () => {
  expect(await stateOfJob()).toBe('missing');
  const { isDone, outcomes } = await deployer.apply(objects, { timeoutMs: 20_000 });
  expect({ isDone, outcomes }).toEqual({
    isDone: true,
    outcomes: ['created Job shop/migrate', 'created Namespace shop'],
  });
  const { client } = served.cluster;
  while (client.list('batch/jobs', 'shop').length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await stateOfJob()).toBe('ready');
});
