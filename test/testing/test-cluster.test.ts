import { App, Chart } from 'cdk8s';
import { KubeService } from 'cdk8s-plus-28/lib/imports/k8s';
import { createCluster, ManifestError } from '../../src/testing';
import '../../src/testing/jest';
import { budget, web } from './sample-manifests';

const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { colour: 'blue' } };

describe('manifests', () => {
  function app(): { readonly app: App; readonly chart: Chart } {
    const made = new App();
    const chart = new Chart(made, 'chart');
    new KubeService(chart, 'web', { metadata: { name: 'from-chart' }, spec: { ports: [{ port: 80 }] } });
    return { app: made, chart };
  }

  test.each([
    ['YAML', web(), 'service/web'],
    ['JSON', JSON.stringify(SETTINGS), 'cm/settings'],
    ['a file that was read', { file: 'web.yaml', text: web() }, 'service/web'],
    ['an object', SETTINGS, 'configmap/settings'],
    ['a chart of cdk8s', app().chart, 'service/from-chart'],
    ['an app of cdk8s', app().app, 'svc/from-chart'],
    ['what a chart of cdk8s gives', app().chart.toJson() as [], 'svc/from-chart'],
    ['a list of all kinds', [web(), [SETTINGS]], 'cm/settings'],
  ])('%s can be applied', (_kind, manifests, name) => {
    expect(createCluster({ manifests }).object(name).now()).toBeDefined();
  });

  test('all that cannot be read is named at once', () => {
    expect(() => createCluster({ manifests: ['a: [', 'kind: Pod', { file: 'x.yaml', text: '3' }] })).toThrow(
      /manifests\[0\]: .*\nmanifests\[1\]: Object 'apiVersion' is missing\nx.yaml: is no object/,
    );
  });

  test.each(['./k8s/web.yaml', 'k8s', 'C:\\k8s\\web.yml'])('%s is told apart from the text of a file', (path) => {
    expect(() => createCluster({ manifests: path })).toThrow(
      `manifests: text of manifests is wanted, got '${path}': manifestFiles of workshop-stacks/testing/files reads files`,
    );
  });

  test('what the server refuses is an error in its words', () => {
    const cluster = createCluster();
    expect(() => cluster.apply(web({ replicas: -1 }))).toThrow(ManifestError);
    expect(() => cluster.apply(web({ replicas: -1 }))).toThrow(
      'Deployment web: Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1',
    );
  });

  test('a namespace of the tests is made, and names are looked for in it', () => {
    const cluster = createCluster({ namespace: 'shop', manifests: web() });
    expect(String(cluster.object('deployment/web'))).toBe('Deployment shop/web');
    expect(cluster.object('default/deployment/web').now()).toBeUndefined();
    expect(cluster).toBecomeReady();
  });
});

describe('names', () => {
  const cluster = createCluster();
  test.each([
    ['deploy/web', 'Deployment default/web'],
    ['deployments.apps/web', 'Deployment default/web'],
    ['shop/Service/web', 'Service shop/web'],
    ['node/node-1', 'Node node-1'],
    ['pdb/web', 'PodDisruptionBudget default/web'],
  ])('%s is %s', (name, text) => {
    expect(String(cluster.object(name))).toBe(text);
  });

  test.each([
    ['web', "an object is named as kind/name or namespace/kind/name, got 'web'"],
    ['a/b/c/d', "an object is named as kind/name or namespace/kind/name, got 'a/b/c/d'"],
    ['widget/web', "the cluster serves no kind 'widget', asked for 'widget/web'"],
  ])('%s is refused', (name, message) => {
    expect(() => cluster.object(name)).toThrow(message);
  });
});

describe('steps', () => {
  test('equal seeds give equal histories, others give other names', () => {
    const played = (seed: number): string => {
      const cluster = createCluster({ seed, manifests: web() });
      cluster.settle();
      cluster.upgrade('deployment/web').kill('service/web').advance('5m');
      return cluster.history();
    };
    expect(played(3)).toBe(played(3));
    expect(played(3)).not.toBe(played(4));
  });

  test('curl asks from outside, from nodes and from the network of Pods, whatever their image holds', () => {
    const cluster = createCluster({ manifests: web() });
    cluster.settle();
    const { clusterIP = '' } = cluster.client.get('services', 'default', 'web')?.spec ?? {};
    expect(cluster.curl('deployment/web', 'http://web/healthy')).toAnswer({ status: 200, body: 'ok' });
    expect(cluster.curl('service/web', 'http://localhost:8080/healthy')).toAnswer({ body: 'ok' });
    expect(cluster.curl('node/node-2', `http://${clusterIP}/healthy`)).toAnswer({ body: 'ok' });
    expect(cluster.curl('outside', `http://${clusterIP}/healthy`, { timeoutSeconds: 2 })).not.toAnswer();
    expect(cluster.curl('deployment/web', 'http://wep/').error).toBe('curl: (6) Could not resolve host: wep');
    const posted = cluster.curl('node/node-1', `http://${clusterIP}/env`, { body: "it's", headers: { 'x-a': '1' } });
    expect(posted.status).toBeGreaterThan(0);
    expect(() => cluster.curl('service/kubernetes', 'http://web/')).toThrow(
      'there is no Pod of Service default/kubernetes',
    );
  });

  test('a Pod that nobody reaches any more asks in vain', () => {
    const cluster = createCluster({ manifests: web() });
    cluster.settle();
    const pod = cluster.object('deployment/web').pods()[0];
    cluster.kill(`node/${pod?.spec.nodeName ?? ''}`);
    expect(() => cluster.curl(`pod/${pod?.metadata.name ?? ''}`, 'http://web/')).toThrow('Connection timed out');
  });

  test('only what rolls out is upgraded, and only containers that it has', () => {
    const cluster = createCluster({ manifests: web() });
    expect(() => cluster.upgrade('service/web')).toThrow('only Deployments, StatefulSets and DaemonSets roll out');
    expect(() => cluster.upgrade('deployment/web', { images: { wep: 'nginx' } })).toThrow(
      "Deployment default/web has no container 'wep', it has web",
    );
  });

  test.each([
    ['StatefulSet', 'replicas: 3, serviceName: web'],
    ['DaemonSet', 'minReadySeconds: 1'],
  ])('an upgraded %s is ready once all its Pods are new ones', (kind, spec) => {
    const pods = `template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: nginx}]}}`;
    const cluster = createCluster({
      manifests: `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: web}, spec: {${spec}, selector: {matchLabels: {app: web}}, ${pods}}}`,
    });
    expect(cluster).toBecomeReady();
    cluster.upgrade(`${kind.toLowerCase()}/web`, { images: { web: 'nginx:1.27' } });
    expect(cluster).toBecomeReady();
    const found = cluster.object(`${kind.toLowerCase()}/web`).pods();
    expect(found.map((pod) => pod.spec.containers[0]?.image)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27']);
  });

  test('a drained node is empty but for daemons, and takes Pods again after uncordon', () => {
    const cluster = createCluster({ nodes: 2, manifests: [web({ replicas: 4 }), budget(1)] });
    cluster.settle();
    cluster.drain('node-1');
    const nodes = (): Set<string | undefined> =>
      new Set(
        cluster
          .object('deploy/web')
          .pods()
          .map(({ spec }) => spec.nodeName),
      );
    expect(nodes()).toEqual(new Set(['node-2']));
    expect(cluster).toBecomeReady();
    cluster.uncordon('node-1').client.scale('apps/deployments', 'default', 'web', 8);
    expect(cluster).toBecomeReady();
    expect(nodes()).toEqual(new Set(['node-1', 'node-2']));
  });
});
