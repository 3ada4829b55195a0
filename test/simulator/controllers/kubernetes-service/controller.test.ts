import { createCluster } from '../../../../src/simulator';

const PATHS = {
  services: 'services',
  endpoints: 'endpoints',
  endpointslices: 'discovery.k8s.io/endpointslices',
};

test.each(Object.values(PATHS))(
  '%s of the API server come back within ten seconds when somebody deletes them',
  (key) => {
    const { client, advance } = createCluster({ nodes: 1 });
    const before = client.get(key, 'default', 'kubernetes');
    client.delete(key, 'default', 'kubernetes');
    advance('10s');
    const after = client.get(key, 'default', 'kubernetes');
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(after).toEqual({
      ...before,
      metadata: { ...after?.metadata, labels: before?.metadata.labels, name: 'kubernetes', namespace: 'default' },
    });
  },
);

test('the Service keeps its address', () => {
  const { client, advance } = createCluster({ nodes: 1 });
  client.delete('services', 'default', 'kubernetes');
  advance('10s');
  expect(client.get('services', 'default', 'kubernetes')?.spec.clusterIP).toBe('10.0.0.1');
});
