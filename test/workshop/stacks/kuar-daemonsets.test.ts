import { kuarDaemonsets } from '../../../src/workshop/stacks/kuar-daemonsets';
import { liveObjects, stagesOf, templateOf } from './stack-objects';

const stages = stagesOf(kuarDaemonsets);
const live = liveObjects(kuarDaemonsets);

test('the rolling update changes how fluentd is replaced, not what runs', () => {
  const { template: before, ...old } = stages['plain']?.['DaemonSet/fluentd']?.spec as Record<string, unknown>;
  const { template: after, ...tuned } = stages['rolling-update']?.['DaemonSet/fluentd']?.spec as Record<
    string,
    unknown
  >;
  expect(after).toEqual(before);
  expect(Object.keys(tuned).filter((field) => !(field in old))).toEqual(['minReadySeconds', 'updateStrategy']);
});

test('nginx keeps to the nodes with fast storage, in lessons and in production', () => {
  for (const objects of [stages['plain'], stages['rolling-update'], live]) {
    expect(objects?.['DaemonSet/nginx-fast-storage']?.spec).toMatchObject({
      template: { spec: { nodeSelector: { ssd: 'true' } } },
    });
  }
});

test('in production fluentd runs on the control plane too, and reads the logs of its node', () => {
  expect(live['DaemonSet/fluentd']?.spec).toMatchObject({
    template: {
      spec: {
        tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
        volumes: [{ hostPath: { path: '/var/log' } }, { hostPath: { path: '/var/lib/docker/containers' } }],
      },
    },
  });
});

test('a template keeps images and resources open', () => {
  const fluentd = templateOf(kuarDaemonsets).objects.find(({ manifest }) => manifest.metadata.name === 'fluentd');
  expect(fluentd?.manifest.spec).toMatchObject({
    template: {
      spec: {
        containers: [
          { image: '{{fluentdImage}}', resources: { limits: { memory: '{{fluentdResources.limits.memory}}' } } },
        ],
      },
    },
  });
});
