import { SeededRandom, EventLoop, VirtualClock } from '../../../../src/simulator/engine';
import { VolumeUpdates } from '../../../../src/simulator/kubelet/volumes';
import type { FileSystem } from '../../../../src/simulator/process';
import { seenBy, VolumeWorld } from './volume-world';

const names = (files: FileSystem, path: string): readonly string[] => files.list(path).map(({ name }) => name);

test('a ConfigMap is laid out as on a real node: links to a hidden directory that is named by the time', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { 'app.conf': 'port=1' }, binaryData: { raw: 'AAE=' } };
  const files = seenBy(world.ready([{ name: 'v', configMap: { name: 'settings' } }]));
  const [hidden] = names(files, '/v');
  expect(hidden).toMatch(/^\.\.2026_01_01_00_00_00\.\d{9,10}$/);
  expect(names(files, '/v')).toEqual([hidden, '..data', 'app.conf', 'raw']);
  expect(files.statLink('/v/app.conf').target).toBe('..data/app.conf');
  expect(files.statLink('/v/..data').target).toBe(hidden);
  expect(files.readText('/v/app.conf')).toBe('port=1');
  expect([...files.read('/v/raw')]).toEqual([0, 1]);
  expect(files.stat('/v/app.conf')).toMatchObject({ mode: 0o644, modifiedMs: world.nowMs });
});

test('items choose keys, paths and modes', () => {
  const world = new VolumeWorld();
  world.secrets['tls'] = { data: { 'tls.crt': 'Y2VydA==', 'tls.key': 'a2V5' } };
  const items = [{ key: 'tls.key', path: 'private/key', mode: 0o400 }];
  const files = seenBy(world.ready([{ name: 'v', secret: { secretName: 'tls', items, defaultMode: 0o640 } }]));
  expect(names(files, '/v').slice(2)).toEqual(['private']);
  expect(files.readText('/v/private/key')).toBe('key');
  expect(files.stat('/v/private/key').mode).toBe(0o400);
});

test('what is optional and missing is an empty directory', () => {
  const world = new VolumeWorld();
  const files = seenBy(world.ready([{ name: 'v', configMap: { name: 'gone', optional: true } }]));
  expect(names(files, '/v').slice(1)).toEqual(['..data']);
});

test('nobody writes to what shows objects of the API', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { key: 'x' } };
  const files = seenBy(world.ready([{ name: 'v', configMap: { name: 'settings' } }]));
  expect(() => files.write('/v/key', 'y')).toThrow('Read-only file system');
  expect(() => files.write('/v/new', 'y')).toThrow('Read-only file system');
});

test('a change comes with a refresh, all at once, but not to what is mounted by subPath', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { kept: 'old', gone: 'x' } };
  const volumes = world.ready([{ name: 'v', configMap: { name: 'settings' } }]);
  const files = seenBy(volumes, {
    volumeMounts: [
      { name: 'v', mountPath: '/v' },
      { name: 'v', mountPath: '/etc/kept', subPath: 'kept' },
    ],
  });
  expect(files.readText('/v/kept')).toBe('old');
  world.configMaps['settings'] = { data: { kept: 'new', added: 'y' } };
  world.nowMs += 60_000;
  expect(files.readText('/v/kept')).toBe('old');
  volumes.refresh();
  expect(names(files, '/v').slice(1)).toEqual(['..data', 'added', 'kept']);
  expect([files.readText('/v/kept'), files.readText('/etc/kept')]).toEqual(['new', 'old']);
  expect(files.stat('/v/kept').modifiedMs).toBe(world.nowMs);
});

test('a refresh that changes nothing leaves the directory as it is, and a ConfigMap that is gone stays shown', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { key: 'x' } };
  const volumes = world.ready([{ name: 'v', configMap: { name: 'settings' } }]);
  const files = seenBy(volumes);
  const before = names(files, '/v');
  world.nowMs += 60_000;
  volumes.refresh();
  delete world.configMaps['settings'];
  volumes.refresh();
  expect(names(files, '/v')).toEqual(before);
});

test('whoever watches a file of a ConfigMap hears of the change once', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { key: 'old' } };
  const volumes = world.ready([{ name: 'v', configMap: { name: 'settings' } }]);
  const files = seenBy(volumes);
  const heard: string[] = [];
  files.watch('/v/key', () => heard.push(files.readText('/v/key')));
  world.configMaps['settings'] = { data: { key: 'new' } };
  volumes.refresh();
  expect(heard).toEqual(['new']);
});

test('a projected volume holds token, certificate and namespace of a service account', () => {
  const world = new VolumeWorld();
  world.configMaps['kube-root-ca.crt'] = { data: { 'ca.crt': 'CERT' } };
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
  ] as const;
  const files = seenBy(world.ready([{ name: 'v', projected: { sources, defaultMode: 0o644 } }]));
  expect(names(files, '/v').slice(2)).toEqual(['ca.crt', 'namespace', 'token']);
  expect(['ca.crt', 'namespace', 'token'].map((name) => files.readText(`/v/${name}`))).toEqual([
    'CERT',
    'demo',
    'token-0',
  ]);
  world.tokens = 1;
  expect([files.readText('/v/token'), files.stat('/v/token').sizeBytes]).toEqual(['token-1', 7]);
});

test('a token is closed to all but the user that all containers run as', () => {
  const world = new VolumeWorld();
  const sources = [{ serviceAccountToken: { path: 'token' } }];
  const volumes = world.ready([{ name: 'v', projected: { sources } }], { securityContext: { runAsUser: 1000 } });
  const files = seenBy(volumes);
  expect(files.stat('/v/token')).toMatchObject({ mode: 0o600, uid: 1000 });
  expect(() => files.as({ uid: 7 }).read('/v/token')).toThrow('Permission denied');
});

test('downward files follow labels, and read limits that are not set from the node', () => {
  const world = new VolumeWorld();
  const items = [
    { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
    { path: 'memory', resourceFieldRef: { containerName: 'main', resource: 'limits.memory', divisor: '1Mi' } },
  ];
  const list = [{ name: 'v', downwardAPI: { items } }];
  const volumes = world.ready(list);
  const files = seenBy(volumes);
  expect([files.readText('/v/labels'), files.readText('/v/memory')]).toEqual(['', '2048']);
  const pod = world.pod(list);
  volumes.refresh({ ...pod, metadata: { ...pod.metadata, labels: { tier: 'web', app: 'a"b' } } });
  expect(files.readText('/v/labels')).toBe('app="a\\"b"\ntier="web"');
});

test('a group of the Pod may read what is shown', () => {
  const world = new VolumeWorld();
  world.secrets['key'] = { data: { key: 'a2V5' } };
  const list = [{ name: 'v', secret: { secretName: 'key', defaultMode: 0o400 } }];
  const files = seenBy(world.ready(list, { securityContext: { fsGroup: 2000 } }));
  expect(files.stat('/v/key')).toMatchObject({ mode: 0o440, gid: 2000 });
  expect(files.as({ uid: 1000, gid: 1000, groups: [2000] }).readText('/v/key')).toBe('key');
});

test('an object that changes is shown within a minute and a half, by the Pods that show it and are still there', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = { data: { key: 'old' } };
  const list = [{ name: 'v', configMap: { name: 'settings' } }];
  const pod = world.pod(list);
  const volumes = world.ready(list);
  const files = seenBy(volumes);
  expect(files.readText('/v/key')).toBe('old');
  const loop = new EventLoop(new VirtualClock(0));
  const updates = new VolumeUpdates(loop, new SeededRandom(1), () => pod);
  updates.add(pod, volumes);
  const change = (text: string): void => {
    world.configMaps['settings'] = { data: { key: text } };
    updates.note('configmaps', 'demo', 'settings');
    updates.note('configmaps', 'demo', 'other');
    loop.runTo(loop.nowMs + 90_000);
  };
  change('new');
  expect(files.readText('/v/key')).toBe('new');
  updates.remove(pod.metadata.uid);
  change('late');
  expect(files.readText('/v/key')).toBe('new');
});

test('what nobody reads is never made', () => {
  const world = new VolumeWorld();
  world.configMaps['settings'] = {
    get data(): never {
      throw new Error('made');
    },
  };
  const volumes = world.volumes([{ name: 'v', configMap: { name: 'settings' } }]);
  expect(volumes.setUp()).toBeUndefined();
  const files = seenBy(volumes);
  expect(files.exists('/elsewhere')).toBe(false);
});
