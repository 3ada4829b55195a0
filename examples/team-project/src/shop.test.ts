import { createCluster, nodeLoss, podKill, type TestCluster } from 'workshop-stacks/testing';
import { manifestFiles } from 'workshop-stacks/testing/files';
import 'workshop-stacks/testing/jest';
import { shopImages } from './shop-images';

// What the manifests of the live environment do, on a cluster in this process: `npm test` writes them first.

/** The Secret that the deployment supplies. */
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'shop-database', namespace: 'live-shop' },
  stringData: { password: 'of the test' },
};

let cluster: TestCluster;

beforeEach(() => {
  cluster = createCluster({
    profile: 'workshop',
    namespace: 'live-shop',
    images: shopImages,
    manifests: [manifestFiles('dist/manifests/live'), secret],
  });
});

test('everything becomes ready, and the nodes have room for it', () => {
  expect(cluster).toBecomeReady('2m');
});

test('three Pods get the connections of the pages', () => {
  expect(cluster.object('service/web')).toHaveReadyEndpoints(3);
});

test('customers see the shop under its name', () => {
  expect(cluster).toBecomeReady();
  const { address = '', port = 0 } =
    cluster.simulated.network.endpoints().find(({ kind }) => kind === 'loadBalancer') ?? {};
  expect(cluster.curl('outside', `http://${address}:${port}/`, { headers: { Host: 'shop.example.com' } })).toAnswer({
    status: 200,
    body: /Welcome to the shop/,
  });
});

test('a new version rolls out without a moment of fewer than three Pods', () => {
  expect(cluster).toBecomeReady();
  expect(cluster.object('service/web')).toStayAvailable(
    () => cluster.upgrade('deployment/web', { images: { web: 'registry.example.com/shop/shop-web:v1.4.1' } }),
    { atLeast: 3 },
  );
  expect(cluster.object('deployment/web')).toBecomeReady();
});

test('a version that nobody has built never gets customers', () => {
  expect(cluster).toBecomeReady();
  expect(cluster.object('service/web')).toStayAvailable(
    () => cluster.upgrade('deployment/web', { images: { web: 'registry.example.com/shop/shop-web:v9.9.9' } }),
    { atLeast: 3 },
  );
  expect(cluster.object('deployment/web')).toEmitEvent({ reason: 'Failed', message: 'shop-web:v9.9.9: not found' });
});

test('without the database nobody is sent to the pages, and with it they come back', () => {
  expect(cluster).toBecomeReady();
  cluster.client.scale('apps/deployments', 'live-shop', 'database', 0);
  expect(cluster.object('service/web')).toHaveReadyEndpoints(0);
  cluster.client.scale('apps/deployments', 'live-shop', 'database', 1);
  expect(cluster.object('service/web')).toHaveReadyEndpoints(3);
});

test('the pages survive the end of a Pod and the loss of a node', () => {
  expect(cluster).toBecomeReady();
  expect(cluster.object('service/web')).toSurvive(podKill());
  expect(cluster.object('deployment/web')).toSurvive(nodeLoss());
});
