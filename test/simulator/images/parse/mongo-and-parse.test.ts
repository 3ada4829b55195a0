import { type Cluster, createCluster } from '../../../../src/simulator';
import { encodeText, readBodyText, runTask } from '../../../../src/simulator/process';
import { lessonObjects } from '../../../support/whole-program';

const STORAGES: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  Service: 'services',
  StatefulSet: 'apps/statefulsets',
  Deployment: 'apps/deployments',
};

function apply(cluster: Cluster, lesson: string): void {
  for (const manifest of lessonObjects(lesson)) {
    const metadata = { namespace: 'default', ...manifest.metadata };
    cluster.client.create(STORAGES[manifest.kind] ?? '', { ...manifest, metadata } as never);
  }
}

const nodeOf = (cluster: Cluster, name: string): string =>
  cluster.client.list('pods', 'default').find(({ metadata }) => metadata.name.startsWith(name))?.spec.nodeName ?? '';

/** Sends a request to the Service of parse-server from a node; status and body of the answer. */
function send(cluster: Cluster, method: string, body = ''): string {
  const address = cluster.client.get('services', 'default', 'parse-server')?.spec.clusterIP ?? '';
  const node = nodeOf(cluster, 'parse-server');
  const headers = { host: 'parse-server', 'x-parse-application-id': 'my-app-id' };
  const request = { method, target: '/parse/classes/scores', headers, body: encodeText(body) };
  let said: string | undefined;
  runTask(
    (function* () {
      const response = yield* cluster.network.nodeStack(node).exchange(address, 1337, request);
      return `${response.status} ${yield* readBodyText(response.body)}`;
    })(),
    (text) => (said = text),
    (error) => (said = String(error)),
  );
  cluster.until(() => said !== undefined, '1m');
  return said ?? 'no answer';
}

const restartsOf = (cluster: Cluster, name: string): number =>
  cluster.client
    .list('pods', 'default')
    .filter(({ metadata }) => metadata.name.startsWith(name))
    .reduce((sum, { status }) => sum + (status.containerStatuses?.[0]?.restartCount ?? 0), 0);

const score = (value: string): string => JSON.stringify({ score: value });

test('scores outlive the primary of the replica set, and the server finds the next one by itself', () => {
  const cluster = createCluster({ seed: 11, nodes: 3 });
  apply(cluster, 'kuar-mongo/02-automated');
  apply(cluster, 'parse/02-fixed');
  cluster.advance('3m');
  expect(send(cluster, 'POST', score('1337'))).toMatch(/^201 \{"objectId":"\w{10}","createdAt":/);
  cluster.advance('5s');
  const before = restartsOf(cluster, 'parse-server');
  const lost = nodeOf(cluster, 'mongo-0');
  expect(nodeOf(cluster, 'parse-server')).not.toBe(lost);
  cluster.nodes.fail(lost);
  expect(send(cluster, 'POST', score('2'))).toMatch(/^201 /);
  expect(send(cluster, 'GET')).toMatch(/^200 .*"score":"1337".*"score":"2"/);
  expect(restartsOf(cluster, 'parse-server')).toBe(before);
  cluster.advance('1m');
  expect(send(cluster, 'GET')).toMatch(/^200 .*"score":"1337".*"score":"2"/);
});

test('with the wrong variable the server ends again and again, and the database does not matter', () => {
  const cluster = createCluster({ seed: 12, nodes: 1 });
  apply(cluster, 'parse/01-wrong-variable');
  cluster.advance('3m');
  const [pod] = cluster.client.list('pods', 'default');
  const [status] = pod?.status.containerStatuses ?? [];
  expect(status?.state.waiting?.reason).toBe('CrashLoopBackOff');
  expect(status?.lastState.terminated?.exitCode).toBe(1);
  expect(status?.restartCount).toBeGreaterThanOrEqual(3);
});
