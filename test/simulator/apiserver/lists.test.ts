import fc from 'fast-check';
import { SampleServer, type Json } from './sample-server';

const LIST = '/api/v1/namespaces/demo/configmaps';

const names = (list: Json): string[] => list.items.map((item) => String(item.metadata.name));

function serverWith(count: number): SampleServer {
  const server = new SampleServer();
  for (let index = 0; index < count; index += 1) server.configMap(`m${String(index).padStart(3, '0')}`);
  return server;
}

test('chunks of any size give the whole list once, as it was when the first chunk was read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 5 }), (count, limit) => {
      const server = serverWith(count);
      const whole = names(server.send('GET', LIST).body);
      const seen: string[] = [];
      let token = '';
      do {
        const { body } = server.send('GET', `${LIST}?limit=${limit}&continue=${token}`);
        seen.push(...names(body));
        token = (body.metadata.continue as string | undefined) ?? '';
        if (token !== '') expect(body.metadata.remainingItemCount).toBe(count - seen.length);
        server.configMap(`m${String(seen.length).padStart(3, '0')}-late`);
        server.send('DELETE', `${LIST}/m${String(seen.length).padStart(3, '0')}`);
      } while (token !== '');
      expect(seen).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

test.each([
  'application/json',
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
])('the pieces of a list as %s are its body, of any length, and a pretty list is one piece', (accept) => {
  for (const count of [0, 1, 3]) {
    const { handle } = serverWith(count);
    const ask = (query: readonly (readonly [string, readonly string[]])[]) =>
      handle({ method: 'GET', path: LIST, query: new Map(query), headers: { accept }, body: new Uint8Array() });
    const answer = ask([]);
    if (!('body' in answer)) throw new Error('a list is an answer');
    const { items, rows } = JSON.parse(String(answer.body)) as Json;
    expect(items ?? rows).toHaveLength(count);
    expect(answer.pieces?.join('')).toBe(answer.body);
    expect(ask([['pretty', ['true']]])).not.toHaveProperty('pieces');
  }
});

test('a chunk of a forgotten revision is refused with a token that goes on with the newest state', () => {
  const server = serverWith(4);
  const first = server.send('GET', `${LIST}?limit=2`).body;
  server.configMap('m001-late');
  server.store.compact(server.store.revision);
  const refused = server.send('GET', `${LIST}?limit=2&continue=${first.metadata.continue}`);
  expect(refused.status).toBe(410);
  expect(refused.body.reason).toBe('Expired');
  expect(refused.body.message).toMatch(/^The provided continue parameter is too old/);
  const rest = server.send('GET', `${LIST}?continue=${refused.body.metadata.continue}`);
  expect(names(rest.body)).toEqual(['m001-late', 'm002', 'm003']);
});

test('an exact revision reads the past; a revision to come is refused until it is there', () => {
  const server = serverWith(2);
  const { resourceVersion } = server.send('GET', LIST).body.metadata as unknown as { resourceVersion: string };
  server.configMap('late');
  const past = server.send('GET', `${LIST}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`).body;
  expect(names(past)).toEqual(['m000', 'm001']);
  expect(past.metadata.resourceVersion).toBe(resourceVersion);
  const future = server.send('GET', `${LIST}?resourceVersion=999`);
  expect(future.status).toBe(504);
  expect(future.body.message).toBe(`Timeout: Too large resource version: 999, current: ${server.store.revision}`);
  expect(server.send('GET', `${LIST}/late?resourceVersion=999`).body).toEqual(future.body);
  expect(server.send('GET', `${LIST}/late?resourceVersion=1`).status).toBe(200);
});

test.each([
  [
    'resourceVersionMatch=Exact',
    'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  [
    'resourceVersion=5&resourceVersionMatch=Near',
    'resourceVersionMatch: Unsupported value: "Near": supported values: "", "Exact", "NotOlderThan"',
  ],
  ['sendInitialEvents=true', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'],
  [
    'watch=1&sendInitialEvents=true',
    'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
  ],
])('options that contradict each other are invalid: %s', (query, message) => {
  const { status, body } = new SampleServer().send('GET', `${LIST}?${query}`);
  expect([status, body.message]).toEqual([422, `ListOptions.meta.k8s.io "" is invalid: ${message}`]);
});

test('items of a list say their kind once, for all', () => {
  const server = serverWith(1);
  const { body } = server.send('GET', '/api/v1/configmaps');
  expect([body.kind, body.apiVersion]).toEqual(['ConfigMapList', 'v1']);
  expect(Object.keys(body.items[0] as Json)).not.toContain('kind');
});

test('metadata alone is given when that is all that is asked for', () => {
  const server = serverWith(1);
  const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  const { body } = server.send('GET', LIST, undefined, { headers: { accept } });
  expect(body.kind).toBe('PartialObjectMetadataList');
  expect(body.items[0]).toEqual(
    expect.objectContaining({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }),
  );
  expect(Object.keys(body.items[0] as Json).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
});
