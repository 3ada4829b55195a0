import { dockercoins } from '../../../src/workshop/stacks/dockercoins';
import { productionOf, stageOf } from './forms';

/** Hosts that the workers of a stage connect to and no Service of it bears. */
function hostsInVain(stage: string): string[] {
  const objects = stageOf(dockercoins, stage);
  const hosts = (objects['Deployment/worker']?.program?.connectsTo ?? []).map((address) => address.split(':')[0]);
  return hosts.filter((host): host is string => objects[`Service/${host}`] === undefined);
}

test('the worker finds nobody before there are Services', () => {
  expect(hostsInVain('01-deployments')).toEqual(['redis', 'rng', 'hasher']);
  expect(hostsInVain('02-services')).toEqual([]);
});

test('the label takes the Pod of the Deployment out of the Service and leaves it to the Deployment', () => {
  const {
    'Service/rng': service,
    'Deployment/rng': deployment,
    'DaemonSet/rng': daemonSet,
  } = stageOf(dockercoins, '05-isactive');
  const active = { app: 'rng', isactive: 'yes' };
  expect(service?.manifest).toHaveProperty('spec.selector', active);
  expect(daemonSet?.manifest).toHaveProperty('spec.template.metadata.labels', active);
  expect(deployment?.manifest).toHaveProperty('spec.template.metadata.labels', { app: 'rng' });
});

test('the cast DaemonSet keeps the fields that a DaemonSet does not have', () => {
  const objects = stageOf(dockercoins, '04-daemonset-cast-invalid');
  expect(Object.keys(objects)).toEqual(['DaemonSet/rng']);
  expect(objects['DaemonSet/rng']?.manifest).toMatchObject({ spec: { replicas: 1, strategy: {} }, status: {} });
});

test('each part has a folder of its own', () => {
  const components = Object.values(stageOf(dockercoins, '02-services')).map(({ component }) => component);
  expect([...new Set(components)].sort()).toEqual(['hasher', 'redis', 'rng', 'webui', 'worker']);
});

test('outside lessons rng runs once on every node, and no Deployment of that name is left', () => {
  const manifests = productionOf(dockercoins);
  expect(manifests['DaemonSet/rng']).toHaveProperty('spec.selector.matchLabels', { app: 'rng' });
  expect(Object.keys(manifests)).not.toContain('Deployment/rng');
});

test('the web UI is on a node port or behind an Ingress only where an environment says so', () => {
  expect(productionOf(dockercoins)['Service/webui']).toHaveProperty('spec.type', 'ClusterIP');
  expect(Object.keys(productionOf(dockercoins))).not.toContain('Ingress/webui');
  const outside = productionOf(dockercoins, {
    serviceType: 'NodePort',
    nodePort: 30001,
    host: 'coins.example.com',
  });
  expect(outside['Service/webui']).toHaveProperty('spec.ports[0].nodePort', 30001);
  expect(outside['Ingress/webui']).toHaveProperty('spec.rules[0].host', 'coins.example.com');
});
