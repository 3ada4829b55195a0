import { createCluster, type ApiAnswer } from '../../../src/simulator';
import { requestOf } from '../../support/golden-replay';
import type { ApiClient, KubeObject, NewObject, ObjectChange, StatusError } from '../../../src/simulator/api';

const POD: NewObject<'pods'> = {
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '0.5' } } }] },
};

const client = (): ApiClient => createCluster({ nodes: 1 }).client;

function refusal(action: () => unknown): StatusError {
  try {
    action();
  } catch (error) {
    return error as StatusError;
  }
  throw new Error('it was not refused');
}

describe('a client within the cluster', () => {
  test('meets the defaults and the admission that kubectl meets', () => {
    const pod = client().create('pods', POD);
    expect(pod).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { restartPolicy: 'Always', serviceAccountName: 'default', priority: 0 },
      status: { phase: 'Pending', qosClass: 'Burstable' },
    });
    // Quantities are written as the server writes them.
    expect(pod.spec.containers[0]?.resources.requests).toEqual({ cpu: '500m' });
  });

  test('owns what it wrote, as clients see it', () => {
    const cluster = createCluster({ nodes: 1 });
    const pod = cluster.client.create('pods', POD);
    cluster.client.updateStatus('pods', { ...pod, status: { ...pod.status, phase: 'Running' } });
    const answer = cluster.handle(requestOf({ http: 'GET', path: '/api/v1/namespaces/default/pods/web' }));
    const { metadata } = JSON.parse(String((answer as ApiAnswer).body)) as KubeObject;
    expect(metadata.managedFields).toEqual([
      expect.objectContaining({ manager: 'workshop-simulator', operation: 'Update', apiVersion: 'v1' }),
      expect.objectContaining({
        manager: 'workshop-simulator',
        operation: 'Update',
        subresource: 'status',
        fieldsV1: { 'f:status': { 'f:phase': {} } },
      }),
    ]);
    const spec = (metadata.managedFields?.[0]?.fieldsV1 as Record<string, object>)['f:spec'];
    // What admission added belongs to nobody.
    expect(Object.keys(spec ?? {})).not.toContain('f:volumes');
    expect(spec).toHaveProperty(['f:containers', 'k:{"name":"main"}', 'f:resources', 'f:requests', 'f:cpu']);
  });

  test('still owns it after writes that say nothing of it, and watches show it at once', () => {
    const cluster = createCluster({ nodes: 1 });
    const path = '/api/v1/namespaces/default/pods';
    const seen: string[] = [];
    const watch = cluster.handle(requestOf({ http: 'GET', path: `${path}?watch=true` }));
    if ('start' in watch)
      watch.start(
        (text) => void seen.push(text),
        () => undefined,
      );
    cluster.client.create('pods', { ...POD, spec: { ...POD.spec, schedulerName: 'none' } as never });
    cluster.client.bind('default', 'web', 'node-1');
    cluster.client.delete('pods', 'default', 'web');
    expect(seen).toHaveLength(3);
    for (const text of seen) expect(text).toContain('"manager":"workshop-simulator"');
    const answer = cluster.handle(requestOf({ http: 'GET', path: `${path}/web` })) as ApiAnswer;
    expect(answer.body).toContain('"manager":"workshop-simulator"');
  });

  test('writes nothing when a client sends back what it got', () => {
    const cluster = createCluster({ nodes: 1 });
    cluster.client.create('pods', POD);
    const path = '/api/v1/namespaces/default/pods/web';
    const got = cluster.handle(requestOf({ http: 'GET', path }));
    const put = cluster.handle(requestOf({ http: 'PUT', path, body: JSON.parse(String((got as ApiAnswer).body)) }));
    expect((put as ApiAnswer).body).toBe((got as ApiAnswer).body);
  });

  test('is refused what validation forbids, and nothing is stored', () => {
    const api = client();
    const error = refusal(() =>
      api.create('pods', { metadata: { name: 'Web', namespace: 'default' }, ...{ spec: POD.spec } }),
    );
    expect(error.code).toBe(422);
    expect(api.list('pods')).toEqual([]);
  });

  test('never changes what it is given', () => {
    const api = client();
    const given = structuredClone(POD);
    api.create('pods', given);
    expect(given).toEqual(POD);
  });

  test('changes the specification and the status apart from each other', () => {
    const api = client();
    const pod = api.create('pods', POD);
    const running = api.updateStatus('pods', {
      ...pod,
      spec: { ...pod.spec, nodeName: 'elsewhere' },
      status: { ...pod.status, phase: 'Running' },
    });
    expect(running.status.phase).toBe('Running');
    expect(running.spec).toEqual(pod.spec);
    const labelled = api.update('pods', {
      ...running,
      metadata: { ...running.metadata, labels: { app: 'other' } },
      status: { phase: 'Failed' },
    });
    expect(labelled.metadata.labels).toEqual({ app: 'other' });
    expect(labelled.status.phase).toBe('Running');
    expect(labelled.metadata.managedFields?.map(({ subresource }) => subresource ?? '')).toEqual(['', 'status']);
  });

  test('leaves out empty fields, as the server does', () => {
    const api = client();
    const made = api.create('apps/replicasets', {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: POD.spec as never },
      },
    });
    const written = api.updateStatus('apps/replicasets', {
      ...made,
      status: { replicas: 0, readyReplicas: 0, observedGeneration: 1 },
    });
    expect(written.status).toEqual({ replicas: 0, observedGeneration: 1 });
  });

  test('is refused numbers that a field cannot hold', () => {
    const api = client();
    const pod = api.create('pods', POD);
    const status = { ...pod.status, observedGeneration: 2 ** 70 };
    expect(refusal(() => api.updateStatus('pods', { ...pod, status })).code).toBe(400);
  });

  test('writes nothing when nothing changes', () => {
    const api = client();
    const pod = api.create('pods', POD);
    expect(api.update('pods', pod).metadata.resourceVersion).toBe(pod.metadata.resourceVersion);
    expect(api.updateStatus('pods', pod).metadata.resourceVersion).toBe(pod.metadata.resourceVersion);
  });

  test('is told of a conflict when the object has changed since it was read', () => {
    const api = client();
    const pod = api.create('pods', POD);
    api.updateStatus('pods', { ...pod, status: { ...pod.status, phase: 'Running' } });
    expect(refusal(() => api.updateStatus('pods', pod)).code).toBe(409);
  });

  test('does not take a later object of the same name for the one it read', () => {
    const api = client();
    const pod = api.create('pods', POD);
    api.delete('pods', 'default', 'web', { gracePeriodSeconds: 0 });
    const later = api.create('pods', POD);
    expect(refusal(() => api.delete('pods', 'default', 'web', { uid: pod.metadata.uid })).code).toBe(409);
    expect(refusal(() => api.update('pods', pod)).code).toBe(409);
    expect(api.get('pods', 'default', 'web')?.metadata.uid).toBe(later.metadata.uid);
  });

  test('binds a Pod once', () => {
    const api = client();
    api.create('pods', { ...POD, spec: { ...POD.spec, schedulerName: 'none' } as never });
    api.bind('default', 'web', 'node-1');
    expect(api.get('pods', 'default', 'web')?.spec.nodeName).toBe('node-1');
    expect(refusal(() => api.bind('default', 'web', 'node-1')).code).toBe(409);
  });

  test('scales what has a scale, in the name of that subresource', () => {
    const api = client();
    api.create('apps/deployments', {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: POD.spec as never },
        strategy: {},
      },
    });
    api.scale('apps/deployments', 'default', 'web', 5);
    const scaled = api.get('apps/deployments', 'default', 'web');
    expect(scaled?.spec.replicas).toBe(5);
    expect(scaled?.metadata.managedFields?.map(({ subresource }) => subresource)).toContain('scale');
  });

  test('hears of all objects first and of every change after', () => {
    const api = client();
    api.create('configmaps', { metadata: { name: 'old', namespace: 'default' } });
    const heard: string[] = [];
    const note = ({ type, object, previous }: ObjectChange): void => {
      heard.push(`${type} ${object.metadata.name ?? ''}${previous === undefined ? '' : ' before'}`);
    };
    const stop = api.watch('configmaps', (change) => {
      if (change.object.metadata.name !== 'kube-root-ca.crt') note(change);
    });
    const made = api.create('configmaps', { metadata: { name: 'new', namespace: 'default' } });
    api.update('configmaps', { ...made, data: { a: 'b' } });
    api.delete('configmaps', 'default', 'new');
    stop();
    api.delete('configmaps', 'default', 'old');
    expect(heard).toEqual(['ADDED old', 'ADDED new', 'MODIFIED new before', 'DELETED new before']);
  });

  test('hears of custom resources as soon as they are served', () => {
    const api = client();
    const heard: string[] = [];
    api.watchAll(({ storage }, { object }) => {
      if (storage.startsWith('example.com/')) heard.push(object.metadata.name ?? '');
    });
    const names = { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' };
    const schema = { openAPIV3Schema: { type: 'object' } };
    api.create('apiextensions.k8s.io/customresourcedefinitions', {
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names,
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    } as never);
    expect(api.resources().map(({ storage }) => storage)).toContain('example.com/things');
    api.create('example.com/things', { metadata: { name: 'one', namespace: 'default' } });
    expect(heard).toEqual(['one']);
  });

  test('is told when a resource is not served', () => {
    expect(refusal(() => client().create('example.com/things', { metadata: { name: 'one' } })).code).toBe(404);
  });
});
