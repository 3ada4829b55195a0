import { createCluster } from '../../../src/simulator';

/** What a watch from a revision is told first: nothing, or that it must list anew. */
function watchFrom(cluster: ReturnType<typeof createCluster>, resourceVersion: string): string {
  const answer = cluster.handle({
    method: 'GET',
    path: '/api/v1/namespaces/default/configmaps',
    query: new Map([
      ['watch', ['true']],
      ['resourceVersion', [resourceVersion]],
    ]),
    headers: { accept: 'application/json' },
    body: new Uint8Array(),
    certificate: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
  });
  if ('body' in answer) return String(answer.body);
  let told = '';
  answer.start(
    (text) => (told += String(text)),
    () => undefined,
  )();
  return told;
}

describe('history', () => {
  test('is known for five minutes and forgotten after ten', () => {
    const cluster = createCluster();
    const { resourceVersion = '' } = cluster.client.create('configmaps', {
      metadata: { name: 'a', namespace: 'default' },
    } as never).metadata;
    cluster.advance('5m');
    expect(watchFrom(cluster, resourceVersion)).not.toContain('410');
    cluster.advance('5m1s');
    expect(watchFrom(cluster, resourceVersion)).toContain('"code":410');
  });

  test('does not grow for ever: what is stored stays', () => {
    const cluster = createCluster();
    cluster.client.create('configmaps', { metadata: { name: 'a', namespace: 'default' } } as never);
    cluster.advance('24h');
    expect(cluster.client.get('configmaps', 'default', 'a')).toBeDefined();
  });
});
