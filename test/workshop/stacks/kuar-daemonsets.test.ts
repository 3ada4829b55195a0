import { kuarDaemonsets } from '../../../src/workshop/stacks/kuar-daemonsets';
import { builtLesson, builtProduction, builtTemplate } from '../../support/built-stack';

const plain = builtLesson(kuarDaemonsets, 'plain');
const rollingUpdate = builtLesson(kuarDaemonsets, 'rolling-update');
const live = builtProduction(kuarDaemonsets);

test('the rolling update changes how fluentd is replaced, not what runs', () => {
  const { template: before, ...old } = plain.get('DaemonSet/fluentd')['spec'] as Record<string, unknown>;
  const { template: after, ...tuned } = rollingUpdate.get('DaemonSet/fluentd')['spec'] as Record<string, unknown>;
  expect(after).toEqual(before);
  expect(Object.keys(tuned).filter((field) => !(field in old))).toEqual(['minReadySeconds', 'updateStrategy']);
});

test('nginx keeps to the nodes with fast storage, in lessons and in production', () => {
  for (const objects of [plain, rollingUpdate, live]) {
    expect(objects.get('DaemonSet/nginx-fast-storage')).toMatchObject({
      spec: { template: { spec: { nodeSelector: { ssd: 'true' } } } },
    });
  }
});

test('in production fluentd runs on the control plane too, and reads the logs of its node', () => {
  expect(live.get('DaemonSet/fluentd')['spec']).toMatchObject({
    template: {
      spec: {
        tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
        volumes: [{ hostPath: { path: '/var/log' } }, { hostPath: { path: '/var/lib/docker/containers' } }],
      },
    },
  });
});

test('a template keeps images and resources open', () => {
  expect(builtTemplate(kuarDaemonsets).get('DaemonSet/fluentd')['spec']).toMatchObject({
    template: {
      spec: {
        containers: [
          { image: '{{fluentdImage}}', resources: { limits: { memory: '{{fluentdResources.limits.memory}}' } } },
        ],
      },
    },
  });
});
