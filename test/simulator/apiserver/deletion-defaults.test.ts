import { NOTHING, SampleServer } from './sample-server';

const WARNING =
  '299 - "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them ' +
  'or set propagationPolicy=Orphan to suppress this warning"';

const template = {
  metadata: { labels: { app: 'a' } },
  spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i:1' }] },
};

const samples: readonly (readonly [string, object])[] = [
  ['/apis/batch/v1/namespaces/demo/jobs', { metadata: { name: 'a' }, spec: { template } }],
  [
    '/api/v1/namespaces/demo/replicationcontrollers',
    {
      metadata: { name: 'a' },
      spec: { selector: { app: 'a' }, template: { ...template, spec: { ...template.spec, restartPolicy: 'Always' } } },
    },
  ],
];

test.each([
  [0, '', ['orphan'], [WARNING]],
  [0, '?propagationPolicy=Background', undefined, []],
  [0, '?propagationPolicy=Orphan', ['orphan'], []],
  [0, '?orphanDependents=false', undefined, []],
  [0, '?propagationPolicy=Foreground', ['foregroundDeletion'], []],
  [1, '', ['orphan'], []],
  [1, '?propagationPolicy=Background', undefined, []],
])('sample %d deleted with "%s" keeps finalizers %j', (sample, query, finalizers, warnings) => {
  const server = new SampleServer();
  const [path, body] = samples[sample] as (typeof samples)[number];
  expect(server.send('POST', path, body).status).toBe(201);
  const { headers } = server.send('DELETE', `${path}/a${query}`, NOTHING);
  expect([headers['warning'] ?? []].flat()).toEqual(warnings);
  const left = server.send('GET', `${path}/a`);
  if (finalizers === undefined) expect(left.status).toBe(404);
  else expect(left.body.metadata.finalizers).toEqual(finalizers);
});

test('a collection of Jobs warns once', () => {
  const server = new SampleServer();
  const [path] = samples[0] as (typeof samples)[number];
  for (const name of ['a', 'b']) server.send('POST', path, { metadata: { name }, spec: { template } });
  expect([server.send('DELETE', path, NOTHING).headers['warning']].flat()).toEqual([WARNING]);
});

test('a Pod that is bound is nominated for no node', () => {
  const server = new SampleServer();
  const pods = '/api/v1/namespaces/demo/pods';
  server.send('POST', pods, { metadata: { name: 'a' }, spec: { containers: [{ name: 'c', image: 'i:1' }] } });
  server.send('PATCH', `${pods}/a/status`, { status: { nominatedNodeName: 'n', message: 'waits' } });
  expect(server.send('GET', `${pods}/a`).body.status).toMatchObject({ nominatedNodeName: 'n' });
  expect(server.send('POST', `${pods}/a/binding`, { metadata: { name: 'a' }, target: { name: 'n' } }).status).toBe(201);
  const { status } = server.send('GET', `${pods}/a`).body;
  expect(status).not.toHaveProperty('nominatedNodeName');
  expect(status).toMatchObject({ message: 'waits' });
});
