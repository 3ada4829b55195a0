import { join } from 'node:path';
import { readdirSync, writeFileSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { createCluster, type Cluster } from '../../../src/simulator';
import { openDataFolder, type DataFolder } from '../../../src/simulator/edge/data-folder';
import { requestOf } from '../../support/golden-replay';
import { useTemporaryFolder } from '../../support/temporary-folder';

const temporaryFolder = useTemporaryFolder();
const open: DataFolder[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((data) => data.close()));
});

interface Kept {
  readonly cluster: Cluster;
  readonly data: DataFolder;
}

/** A cluster that a folder keeps; the state of the folder where it has one. */
async function keptCluster(folder: string): Promise<Kept> {
  const data = await openDataFolder(folder);
  open.push(data);
  const saved = await data.saved();
  const cluster = createCluster({ nodes: 1, ...(saved === undefined ? {} : { saved }) });
  data.keep(cluster);
  return { cluster, data };
}

async function closed({ data }: Kept): Promise<void> {
  open.splice(open.indexOf(data), 1);
  await data.close();
}

const status = (cluster: Cluster, path: string): number => cluster.handle(requestOf({ http: 'GET', path })).status;

describe('a data folder', () => {
  test('brings a cluster back as it was, with its time', async () => {
    const folder = join(temporaryFolder(), 'new', 'data');
    const first = await keptCluster(folder);
    first.cluster.client.create('configmaps', { metadata: { name: 'kept', namespace: 'default' }, data: { a: 'b' } });
    first.cluster.client.create('configmaps', { metadata: { name: 'gone', namespace: 'default' } });
    first.cluster.client.delete('configmaps', 'default', 'gone');
    first.cluster.advance('1h');
    const kept = first.cluster.client.create('configmaps', { metadata: { name: 'late', namespace: 'default' } });
    await closed(first);

    const { cluster } = await keptCluster(folder);
    expect(cluster.client.get('configmaps', 'default', 'kept')?.data).toEqual({ a: 'b' });
    expect(cluster.client.get('configmaps', 'default', 'late')).toEqual(kept);
    expect(cluster.client.get('configmaps', 'default', 'gone')).toBeUndefined();
    expect(cluster.nowMs).toBe(Date.parse('2026-01-01T01:00:00Z'));
    expect(cluster.client.get('nodes', '', 'node-1')?.kind).toBe('Node');
  });

  test('never hands out a revision or a UID again', async () => {
    const folder = temporaryFolder();
    const first = await keptCluster(folder);
    const before = first.cluster.client.create('configmaps', { metadata: { name: 'a', namespace: 'default' } });
    await closed(first);
    const second = await keptCluster(folder);
    const after = second.cluster.client.create('configmaps', { metadata: { name: 'b', namespace: 'default' } });
    expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion) + 1000);
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    // Who watched before has to list again.
    const watch = `/api/v1/configmaps?watch=true&resourceVersion=${before.metadata.resourceVersion}`;
    const answer = second.cluster.handle(requestOf({ http: 'GET', path: watch }));
    let said = '';
    if ('start' in answer)
      answer.start(
        (text) => void (said += text),
        () => undefined,
      )();
    expect(said).toContain('"code":410');
  });

  test('serves the custom resources that it was given', async () => {
    const folder = temporaryFolder();
    const first = await keptCluster(folder);
    first.cluster.client.create('apiextensions.k8s.io/customresourcedefinitions', {
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    } as never);
    first.cluster.client.create('example.com/things', { metadata: { name: 'one', namespace: 'default' } });
    await closed(first);
    const { cluster } = await keptCluster(folder);
    expect(status(cluster, '/apis/example.com/v1/namespaces/default/things/one')).toBe(200);
  });

  test('saves many writes as one and answers when they are on the disk', async () => {
    const folder = temporaryFolder();
    const { cluster, data } = await keptCluster(folder);
    await data.flushed();
    for (let index = 0; index < 500; index += 1) {
      cluster.client.create('configmaps', { metadata: { name: `c${index}`, namespace: 'default' } });
    }
    await Promise.all([data.flushed(), data.flushed()]);
    await data.flushed();
    await data.close();
    open.splice(0);
    const again = await keptCluster(folder);
    expect(again.cluster.client.list('configmaps', 'default').length).toBeGreaterThanOrEqual(500);
  });

  test('belongs to one process at a time', async () => {
    const folder = temporaryFolder();
    await keptCluster(folder);
    await expect(openDataFolder(folder)).rejects.toThrow(
      `'${folder}' is in use by another process: end that one, or name another folder`,
    );
  });

  test('of another version is refused', async () => {
    const folder = temporaryFolder();
    const database = new ClassicLevel(join(folder, 'state'));
    await database.put('head', JSON.stringify({ layout: 99, revision: 1, nowMs: 0 }));
    await database.close();
    await expect(openDataFolder(folder)).rejects.toThrow('saved by another version (layout 99, this one reads 1)');
  });

  test.each([
    { key: 'head', text: '{"layout":1,"revis', damaged: 'head' },
    { key: 'object/pods\u0001default\u0001web', text: '', damaged: 'object/pods default web' },
    { key: 'note/settings', text: '1', damaged: 'note/settings' },
  ])('whose $key is torn is refused', async ({ key, text, damaged }) => {
    const folder = temporaryFolder();
    await closed(await keptCluster(folder));
    const database = new ClassicLevel(join(folder, 'state'));
    await database.put(key, text);
    await database.close();
    await expect(keptCluster(folder)).rejects.toThrow(
      `'${folder}' is damaged at '${damaged}': move it away to begin anew`,
    );
  });

  test('that something else wrote is refused, and left as it is', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await expect(openDataFolder(folder)).rejects.toThrow(
      `'${folder}' holds files of something else: name a new or an empty folder`,
    );
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  test('saves who owns which field', async () => {
    const folder = temporaryFolder();
    const first = await keptCluster(folder);
    const path = '/api/v1/namespaces/default/configmaps';
    const body = { metadata: { name: 'a' }, data: { a: 'b' } };
    first.cluster.handle(requestOf({ http: 'POST', path, body }));
    // It is worked out only when somebody asks, and nobody has.
    await closed(first);
    const { cluster } = await keptCluster(folder);
    expect(cluster.client.get('configmaps', 'default', 'a')?.metadata.managedFields).toMatchObject([
      { operation: 'Update', fieldsV1: { 'f:data': { 'f:a': {} } } },
    ]);
  });

  test('keeps notes, the newest of each name', async () => {
    const folder = temporaryFolder();
    const first = await keptCluster(folder);
    first.data.setNote('one', { a: 1 });
    first.data.setNote('one', { a: 2 });
    await closed(first);
    const { data } = await keptCluster(folder);
    expect([data.note('one'), data.note('two')]).toEqual([{ a: 2 }, undefined]);
  });

  test('that is a file is refused', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    await expect(openDataFolder(file)).rejects.toThrow('file');
  });
});
