import { createCluster } from '../../../../src/simulator';
import type { HorizontalPodAutoscaler } from '../../../../src/simulator/api';
import { findTarget } from '../../../../src/simulator/controllers/horizontal-pod-autoscaler/scale-target';

const { client } = createCluster({ nodes: 0 });

const by = (apiVersion: string, kind: string): HorizontalPodAutoscaler =>
  ({
    metadata: { name: 'web', namespace: 'default' },
    spec: { scaleTargetRef: { apiVersion, kind, name: 'web' }, maxReplicas: 3 },
  }) as unknown as HorizontalPodAutoscaler;

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };

beforeAll(() => {
  client.create('replicationcontrollers', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 2, selector: { app: 'web' }, template },
  } as never);
  client.create('apps/replicasets', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template },
  } as never);
  client.create('apiextensions.k8s.io/customresourcedefinitions', {
    metadata: { name: 'sites.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'sites', kind: 'Site' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          subresources: {
            scale: {
              specReplicasPath: '.spec.count',
              statusReplicasPath: '.status.count',
              labelSelectorPath: '.status.selector',
            },
          },
        },
      ],
    },
  } as never);
  client.create('example.com/sites', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { count: 4 },
    status: { selector: 'site=web' },
  } as never);
});

test.each([
  ['v1', 'ReplicationController', 'replicationcontrollers', 2, 'app=web'],
  ['apps/v1', 'ReplicaSet', 'apps/replicasets', 3, 'app=web'],
  ['example.com/v1', 'Site', 'example.com/sites', 4, 'site=web'],
])('finds the scale of %s %s', (apiVersion, kind, resource, replicas, selectorText) => {
  expect(findTarget(client, by(apiVersion, kind))).toMatchObject({ resource, replicas, selectorText });
});

test.each([
  ['apps/v1', 'Deployment', 'deployments.apps "web" not found'],
  ['apps/v1', 'DaemonSet', 'the server could not find the requested resource'],
  ['example.com/v1', 'Nothing', 'no matches for kind "Nothing" in group "example.com"'],
])('says why there is no scale of %s %s', (apiVersion, kind, failure) => {
  expect(findTarget(client, by(apiVersion, kind))).toEqual({ failure });
});
