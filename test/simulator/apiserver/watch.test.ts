import fc from 'fast-check';
import { SampleServer, START_MS, type Json } from './sample-server';

const PATH = '/api/v1/namespaces/demo/configmaps';

const shown = (event: Json): string => `${event.type} ${(event.object.metadata.name as string | undefined) ?? ''}`;

test('begins with what is there and goes on with what happens', () => {
  const server = new SampleServer();
  server.configMap('old');
  const { events, stop } = server.watch(`${PATH}?watch=true`);
  server.configMap('new');
  server.send('PATCH', `${PATH}/new`, { data: { a: 'b' } });
  server.send('DELETE', `${PATH}/old`);
  stop();
  server.configMap('unseen');
  expect(events.map(shown)).toEqual(['ADDED old', 'ADDED new', 'MODIFIED new', 'DELETED old']);
});

test('a deletion carries the last state under a revision of its own', () => {
  const server = new SampleServer();
  const created = server.configMap('gone');
  const { events } = server.watch(`${PATH}?watch=true&resourceVersion=${created.metadata.resourceVersion}`);
  server.send('DELETE', `${PATH}/gone`);
  expect(events.map(shown)).toEqual(['DELETED gone']);
  expect(Number(events[0]?.object.metadata.resourceVersion)).toBe(server.store.revision);
});

test('objects that come into view of a selector are added, those that leave it deleted', () => {
  const server = new SampleServer();
  const { events } = server.watch(`${PATH}?watch=true&labelSelector=app%3Dweb`);
  server.configMap('one', { labels: { app: 'other' } });
  server.send('PATCH', `${PATH}/one`, { metadata: { labels: { app: 'web' } } });
  server.send('PATCH', `${PATH}/one`, { data: { a: 'b' } });
  server.send('PATCH', `${PATH}/one`, { metadata: { labels: { app: 'other' } } });
  server.send('DELETE', `${PATH}/one`);
  expect(events.map(shown)).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one']);
  expect(events[2]?.object.metadata.labels).toEqual({ app: 'web' });
});

test('a watch-list ends its beginning with a bookmark', () => {
  const server = new SampleServer();
  server.configMap('one');
  const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const { events } = server.watch(`${PATH}?${query}`);
  server.configMap('two');
  expect(events.map(shown)).toEqual(['ADDED one', 'BOOKMARK ', 'ADDED two']);
  expect(events[1]?.object.metadata).toEqual({
    resourceVersion: '2',
    annotations: { 'k8s.io/initial-events-end': 'true' },
  });
});

test('a revision that is forgotten is answered with an error event', () => {
  const server = new SampleServer();
  for (let index = 0; index < 3; index += 1) server.configMap(`m${index}`);
  server.store.compact(4);
  const { events } = server.watch(`${PATH}?watch=true&resourceVersion=2`);
  expect(events.map((event) => [event.type, event.object.code, event.object.message])).toEqual([
    ['ERROR', 410, 'too old resource version: 2 (4)'],
  ]);
});

const bookmarks = (events: readonly Json[]): unknown[] =>
  events.filter(({ type }) => type === 'BOOKMARK').map(({ object }) => object);

test('every minute a bookmark tells how far the watch is', () => {
  const server = new SampleServer();
  const { events, stop } = server.watch(`${PATH}?watch=true&resourceVersion=1&allowWatchBookmarks=true`);
  server.loop.runTo(START_MS + 59_999);
  expect(bookmarks(events)).toEqual([]);
  server.loop.runTo(START_MS + 60_000);
  server.send('POST', '/api/v1/namespaces', { metadata: { name: 'other' } });
  server.loop.runTo(START_MS + 120_000);
  const at = (resourceVersion: string): object => ({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { resourceVersion },
  });
  expect(bookmarks(events)).toEqual([at('1'), at('2')]);
  stop();
  server.loop.runTo(START_MS + 600_000);
  expect(bookmarks(events)).toHaveLength(2);
});

test('bookmarks keep a watch from beginning at a revision that is forgotten', () => {
  const server = new SampleServer({ changesMax: 2 });
  const { events } = server.watch(`${PATH}?watch=true&allowWatchBookmarks=true&labelSelector=never`);
  for (let index = 0; index < 5; index += 1) server.configMap(`m${index}`);
  server.loop.runTo(START_MS + 60_000);
  const revision = events.at(-1)?.object.metadata.resourceVersion ?? '';
  expect(server.watch(`${PATH}?watch=true&resourceVersion=${revision}`).events).toEqual([]);
  expect(server.watch(`${PATH}?watch=true&resourceVersion=1`).events[0]?.object.code).toBe(410);
});

test.each([
  ['&timeoutSeconds=30', 30_000, 0],
  ['&timeoutSeconds=30&allowWatchBookmarks=true', 30_000, 1],
  ['&timeoutSeconds=90&allowWatchBookmarks=true', 90_000, 2],
  ['&timeoutSeconds=0', 2_700_000, 0],
  ['', 2_700_000, 0],
])('a watch with "%s" ends after %d ms of virtual time, with %d bookmarks', (query, ms, count) => {
  const server = new SampleServer();
  const { events, isOver } = server.watch(`${PATH}?watch=true${query}`);
  server.loop.runTo(START_MS + ms - 1);
  expect([isOver(), bookmarks(events).length]).toEqual([false, count]);
  server.loop.runTo(START_MS + ms);
  expect(isOver()).toBe(true);
});

test('only the first event of a watched Table names the columns', () => {
  const server = new SampleServer();
  const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
  const stream = server.handle({
    method: 'GET',
    path: PATH,
    query: new Map([['watch', ['true']]]),
    headers: { accept },
    body: new Uint8Array(0),
  });
  const tables: Json[] = [];
  if ('start' in stream) {
    stream.start(
      (text) => {
        tables.push((JSON.parse(text) as Json).object);
      },
      () => undefined,
    );
  }
  server.configMap('one');
  server.configMap('two');
  expect(tables.map((table) => [table.rows.length, table.columnDefinitions === null])).toEqual([
    [1, false],
    [1, true],
  ]);
});

const step = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  act: fc.constantFrom('create', 'label', 'unlabel', 'delete'),
});

test('a list and its watch together always show what another list shows', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.nat(25), (steps, begin) => {
      const server = new SampleServer();
      const seen = new Map<string, unknown>();
      let revision = '';
      steps.forEach(({ name, act }, index) => {
        if (index === Math.min(begin, steps.length - 1)) {
          const list = server.send('GET', `${PATH}?labelSelector=on`).body;
          revision = String(list.metadata.resourceVersion);
          for (const item of list.items) seen.set(String(item.metadata.name), item);
        }
        if (act === 'create') server.configMap(name, { labels: { on: 'yes' } });
        if (act === 'label') server.send('PATCH', `${PATH}/${name}`, { metadata: { labels: { on: 'yes' } } });
        if (act === 'unlabel') server.send('PATCH', `${PATH}/${name}`, { metadata: { labels: null } });
        if (act === 'delete') server.send('DELETE', `${PATH}/${name}`);
      });
      if (revision === '') return;
      for (const { type, object } of server.watch(`${PATH}?watch=true&labelSelector=on&resourceVersion=${revision}`)
        .events as unknown as readonly { type: string; object: Json }[]) {
        const { kind: _kind, apiVersion: _apiVersion, ...item } = object;
        if (type === 'DELETED') seen.delete(String(object.metadata.name));
        else seen.set(String(object.metadata.name), item);
      }
      const now = server.send('GET', `${PATH}?labelSelector=on`).body.items;
      expect(new Set(seen.keys())).toEqual(new Set(now.map((item) => String(item.metadata.name))));
      for (const item of now) expect(seen.get(String(item.metadata.name))).toEqual(item);
    }),
    { numRuns: 100 },
  );
});
