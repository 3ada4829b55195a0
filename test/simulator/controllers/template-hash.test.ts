import type { PodTemplateSpec } from '../../../src/simulator/api';
import { templateHash } from '../../../src/simulator/controllers/template-hash';

const template = (image: string, more: object = {}): PodTemplateSpec => ({
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        image,
        imagePullPolicy: 'IfNotPresent',
        name: 'main',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        ...more,
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
});

describe('the hash of a template', () => {
  test('is the one that a real control plane computed', () => {
    // Recorded: a Table of ReplicaSets in the scenario controllers-deployment.
    expect(templateHash(template('registry.k8s.io/pause:3.9'))).toBe('775d5c9b5f');
  });

  test('reads quantities as the real one does', () => {
    // Recorded: exercise KUAR05-13, a Deployment made by kubectl create.
    const { spec } = template('busybox');
    const container = {
      ...spec.containers[0],
      name: 'busybox',
      imagePullPolicy: 'Always',
      resources: { requests: { memory: '900Mi' } },
    };
    const recorded: PodTemplateSpec = {
      metadata: { labels: { app: 'cpu' } },
      spec: { ...spec, nodeSelector: { 'kubernetes.io/hostname': 'hollow-0' }, containers: [container] },
    };
    expect(templateHash(recorded)).toBe('69f79cc67c');
  });

  test('knows which quantities a real one keeps as text', () => {
    // Recorded: exercise KUAR11-05, a revision of the DaemonSet fluentd.
    const { spec } = template('fluent/fluentd:v0.14.10');
    const hostPath = (path: string): object => ({ hostPath: { path, type: '' } });
    const container = {
      ...spec.containers[0],
      name: 'fluentd',
      resources: { limits: { memory: '200Mi' }, requests: { cpu: '100m', memory: '200Mi' } },
      volumeMounts: [
        { name: 'varlog', mountPath: '/var/log' },
        { name: 'varlibdockercontainers', mountPath: '/var/lib/docker/containers', readOnly: true },
      ],
    };
    const recorded = {
      metadata: { labels: { app: 'fluentd' } },
      spec: {
        ...spec,
        containers: [container],
        volumes: [
          { name: 'varlog', ...hostPath('/var/log') },
          { name: 'varlibdockercontainers', ...hostPath('/var/lib/docker/containers') },
        ],
      },
    } as PodTemplateSpec;
    expect(templateHash(recorded)).toBe('6ddcfb9bd');
  });

  test('does not depend on the order of keys', () => {
    const { metadata, spec } = template('nginx');
    expect(templateHash({ spec, metadata })).toBe(templateHash({ metadata, spec }));
  });

  test('differs after any change, and after a collision', () => {
    const hashes = [
      templateHash(template('nginx')),
      templateHash(template('nginx:1')),
      templateHash(template('nginx', { tty: true })),
      templateHash(template('nginx', { resources: { requests: { cpu: '100m' } } })),
      templateHash(template('nginx', { resources: { requests: { cpu: '0' } } })),
      templateHash(template('nginx', { readinessProbe: { httpGet: { port: 'http' } } })),
      templateHash(template('nginx', { readinessProbe: { httpGet: { port: 80 } } })),
      templateHash(template('nginx'), 0),
      templateHash(template('nginx'), 1),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
