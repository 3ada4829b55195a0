import { dockercoins } from '../../../src/workshop/stacks/dockercoins';
import { builtLesson, builtProduction } from '../../support/built-stack';

/** Hosts that the workers of a stage connect to and no Service of it bears. */
function hostsInVain(stage: string): string[] {
  const objects = builtLesson(dockercoins, stage);
  const addresses = objects.object('Deployment/worker').program?.connectsTo ?? [];
  const hosts = addresses.map((address) => address.split(':')[0] as string);
  return hosts.filter((host) => !objects.names.includes(`Service/${host}`));
}

test('the worker finds nobody before there are Services', () => {
  expect(hostsInVain('01-deployments')).toEqual(['redis', 'rng', 'hasher']);
  expect(hostsInVain('02-services')).toEqual([]);
});

test('the label takes the Pod of the Deployment out of the Service and leaves it to the Deployment', () => {
  const objects = builtLesson(dockercoins, '05-isactive');
  const active = { app: 'rng', isactive: 'yes' };
  expect(objects.get('Service/rng')).toHaveProperty('spec.selector', active);
  expect(objects.get('DaemonSet/rng')).toHaveProperty('spec.template.metadata.labels', active);
  expect(objects.get('Deployment/rng')).toHaveProperty('spec.template.metadata.labels', { app: 'rng' });
});

test('the cast DaemonSet keeps the fields that a DaemonSet does not have', () => {
  const objects = builtLesson(dockercoins, '04-daemonset-cast-invalid');
  expect(objects.names).toEqual(['DaemonSet/rng']);
  expect(objects.get('DaemonSet/rng')).toMatchObject({ spec: { replicas: 1, strategy: {} }, status: {} });
});

test('each part has a folder of its own', () => {
  const components = builtLesson(dockercoins, '02-services').chart.objects.map(({ component }) => component);
  expect([...new Set(components)].sort()).toEqual(['hasher', 'redis', 'rng', 'webui', 'worker']);
});

test('outside lessons rng runs once on every node, and no Deployment of that name is left', () => {
  const production = builtProduction(dockercoins);
  expect(production.get('DaemonSet/rng')).toHaveProperty('spec.selector.matchLabels', { app: 'rng' });
  expect(production.names).not.toContain('Deployment/rng');
});

test('the web UI is on a node port or behind an Ingress only where an environment says so', () => {
  const inside = builtProduction(dockercoins);
  expect(inside.get('Service/webui')).toHaveProperty('spec.type', 'ClusterIP');
  expect(inside.names).not.toContain('Ingress/webui');
  const outside = builtProduction(dockercoins, {
    serviceType: 'NodePort',
    nodePort: 30001,
    host: 'coins.example.com',
  });
  expect(outside.get('Service/webui')).toHaveProperty('spec.ports[0].nodePort', 30001);
  expect(outside.get('Ingress/webui')).toHaveProperty('spec.rules[0].host', 'coins.example.com');
});
