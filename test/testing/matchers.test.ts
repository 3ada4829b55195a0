import { createCluster, disaster, matchers, nodeDrain, nodeLoss, podKill, type TestCluster } from '../../src/testing';
import '../../src/testing/jest';
import { budget, web, type WebOptions } from './sample-manifests';

function clusterWith(options: WebOptions = {}, ...more: string[]): TestCluster {
  const cluster = createCluster({ manifests: [web(options), ...more] });
  cluster.settle();
  return cluster;
}

/** What a matcher says when it fails. */
function saidBy(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the expectation was met');
}

test('a good application meets every expectation', () => {
  const cluster = createCluster({ manifests: web() });
  const service = cluster.object('service/web');
  expect(cluster).toBecomeReady('1m');
  expect(cluster.object('deployment/web')).toBecomeReady();
  expect(service).toHaveReadyEndpoints(2);
  expect(cluster.curl('outside', 'http://172.18.0.11:30080/healthy')).toAnswer({ status: 200, body: 'ok' });
  expect(cluster.object('deploy/web')).toEmitEvent('ScalingReplicaSet');
  expect(service).toStayAvailable(() => cluster.upgrade('deployment/web'), { atLeast: 2 });
  expect(service).toSurvive(podKill());
  expect(service).toSurvive(nodeDrain());
  expect(cluster.object('deployment/web')).toSurvive(nodeLoss());
});

describe('toBecomeReady', () => {
  test('says what is missing, why, and what happened when, with the seed', () => {
    const cluster = createCluster({ seed: 7, manifests: web({ image: 'nginx:1.161' }) });
    const said = saidBy(() => expect(cluster).toBecomeReady('2m'));
    expect(said).toMatch(/^expected everything that was applied to become ready within 2m, but it did not:/);
    expect(said).toContain('Deployment default/web: 0 of 2 Pods are available');
    expect(said).toMatch(/Pod web-\S+: ImagePullBackOff: .*docker.io\/library\/nginx:1.161: not found/);
    expect(said).toContain('What happened, in virtual time (seed 7):');
    expect(said).toMatch(/\+0\.0s {2}test +Deployment default\/web +created/);
    expect(said).toMatch(/\+\d+\.\ds {2}WARNING +Pod default\/web-\S+ +Failed: /);
    expect(said).not.toMatch(/kube-system|at Object/);
  });

  test('can be turned round', () => {
    expect(clusterWith({ cpu: '64' }).object('deployment/web')).not.toBecomeReady('1m');
    expect(saidBy(() => expect(clusterWith()).not.toBecomeReady())).toContain('not to become ready, and it did');
  });

  test('an object that nobody made is not ready', () => {
    const said = saidBy(() => expect(createCluster().object('deployment/web')).toBecomeReady('10s'));
    expect(said).toContain('Deployment default/web: it does not exist');
  });
});

describe('toHaveReadyEndpoints', () => {
  test('names the selector that finds nothing', () => {
    const service = clusterWith({ selector: 'wep' }).object('service/web');
    const said = saidBy(() => expect(service).toHaveReadyEndpoints(2));
    expect(said).toContain('expected Service default/web to have 2 ready endpoints, but it has none');
    expect(said).toContain("its selector 'app=wep' finds no Pod in namespace default");
  });

  test('names the probe that fails', () => {
    const service = clusterWith({ probePath: '/wrong' }).object('service/web');
    expect(saidBy(() => expect(service).toHaveReadyEndpoints(2))).toMatch(
      /Pod web-\S+: it is Running and not ready; .*Readiness probe failed: HTTP probe failed with statuscode: 404/,
    );
  });

  test('only a Service has endpoints', () => {
    const deployment = clusterWith().object('deployment/web');
    expect(() => expect(deployment).toHaveReadyEndpoints(1)).toThrow('toHaveReadyEndpoints looks at a Service');
    expect(() => expect('web').toHaveReadyEndpoints(1)).toThrow("expect(cluster.object('deployment/web')), got string");
  });
});

describe('toAnswer', () => {
  test('says what came instead', () => {
    const answer = clusterWith().curl('node/node-1', 'http://127.0.0.1:30080/nothing');
    const said = saidBy(() => expect(answer).toAnswer({ status: 200, body: /ok/, headers: { server: 'kuard' } }));
    expect(said).toContain('expected GET http://127.0.0.1:30080/nothing from node/node-1 to be answered, but got:');
    expect(said).toContain('status 404, not 200');
    expect(said).toContain('not /ok/');
    expect(said).toContain('header server: none, not kuard');
  });

  test('says why nobody answered', () => {
    const answer = clusterWith({ selector: 'wep' }).curl('deployment/web', 'http://web/');
    expect(answer).not.toAnswer();
    expect(saidBy(() => expect(answer).toAnswer({ status: 200 }))).toMatch(
      /curl: \(7\) Failed to connect to web port 80/,
    );
  });
});

describe('toEmitEvent', () => {
  test.each([
    ['FailedScheduling', true],
    [{ reason: 'FailedScheduling', message: /Insufficient cpu/, type: 'Warning' }, true],
    [{ message: /insufficient/gi }, true],
    [{ message: 'Insufficient cpu' }, true],
    [{ reason: 'FailedScheduling', message: 'Insufficient memory' }, false],
    [{ reason: 'FailedScheduling', times: 1000 }, false],
    [{ reason: 'FailedScheduling', type: 'Normal' }, false],
  ] as const)('%p of a Pod that asks for too much: %p', (event, isEmitted) => {
    expect(matchers.toEmitEvent.call({}, clusterWith({ cpu: '64' }).object('deployment/web'), event, '1m').pass).toBe(
      isEmitted,
    );
  });

  test('looks at the object and at what belongs to it, and at everything for a cluster', () => {
    const cluster = clusterWith({ cpu: '64' });
    expect(cluster).toEmitEvent('FailedScheduling');
    expect(cluster.object('service/kubernetes')).not.toEmitEvent('FailedScheduling');
    expect(saidBy(() => expect(cluster).not.toEmitEvent('FailedScheduling'))).toMatch(
      /expected the cluster not to emit an Event FailedScheduling, and it did: Pod default\/web-\S+: FailedScheduling: 0\/3 nodes/,
    );
  });
});

describe('toStayAvailable', () => {
  test('says when and for how long nothing was ready', () => {
    const cluster = clusterWith({ replicas: 1, maxUnavailable: 1, maxSurge: 0 });
    const said = saidBy(() =>
      expect(cluster.object('service/web')).toStayAvailable(() => cluster.upgrade('deployment/web')),
    );
    expect(said).toContain(
      'expected Service default/web to have 1 or more ready endpoints all the time, but it had 0:',
    );
    expect(said).toMatch(/from \d+\.\ds after it began, for \d+\.\ds\n/);
    expect(said).toMatch(/test +deployment\/web +upgrade/);
  });

  test('a Service without endpoints cannot stay available', () => {
    const service = clusterWith({ selector: 'wep' }).object('service/web');
    const said = saidBy(() => expect(service).toStayAvailable(() => undefined));
    expect(said).toContain('but it has 0 ready endpoints to begin with, not 1');
  });

  test('an upgrade to another image keeps what is there while the new one cannot be pulled', () => {
    const cluster = clusterWith();
    expect(cluster.object('service/web')).toStayAvailable(
      () => cluster.upgrade('deployment/web', { images: { web: 'gcr.io/kuar-demo/kuard-amd64:pink' } }),
      { atLeast: 2 },
    );
    expect(cluster.object('deployment/web')).not.toBecomeReady('1m');
  });
});

describe('toSurvive', () => {
  test('a Pod that belongs to nobody does not survive the loss of its node', () => {
    const pod =
      '{apiVersion: v1, kind: Pod, metadata: {name: alone}, spec: {containers: [{name: main, image: nginx}]}}';
    const cluster = createCluster({ manifests: pod });
    cluster.settle();
    const said = saidBy(() => expect(cluster.object('pod/alone')).toSurvive(nodeLoss()));
    expect(said).toMatch(
      /expected Pod default\/alone to survive the loss of a node, but 15m later it (does not exist|is Running and not ready)/,
    );
    expect(said).toMatch(/test +Node node-\d +lost its power/);
  });

  test('a budget that allows nothing keeps a node from being drained', () => {
    const cluster = clusterWith({}, budget(2));
    expect(() => expect(cluster.object('service/web')).toSurvive(nodeDrain())).toThrow(
      /node node-\d cannot be drained:\nPod default\/web-\S+: Cannot evict pod as it would violate the pod's disruption budget/,
    );
  });

  test('what is not ready cannot survive anything', () => {
    const deployment = clusterWith({ cpu: '64' }).object('deployment/web');
    expect(saidBy(() => expect(deployment).toSurvive(podKill()))).toContain('but it is not ready to begin with');
  });

  test('disasters can be of your own', () => {
    const cluster = clusterWith();
    const scaled = disaster('somebody who scales it down', ({ client }) =>
      client.scale('apps/deployments', 'default', 'web', 1),
    );
    expect(saidBy(() => expect(cluster.object('service/web')).toSurvive(scaled))).toContain(
      'to survive somebody who scales it down, but 15m later 1 of 2 endpoints are ready',
    );
  });
});
