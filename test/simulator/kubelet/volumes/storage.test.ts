import type { Volume } from '../../../../src/simulator/api';
import { SubPathError } from '../../../../src/simulator/kubelet/volumes';
import { filesOf } from '../../../../src/simulator/process';
import { container } from '../sample-pods';
import { seenBy, VolumeWorld } from './volume-world';

const claimed = (claimName: string): Volume[] => [{ name: 'v', persistentVolumeClaim: { claimName } }];
const hostPath = (path: string, type?: string): Volume[] => [
  { name: 'v', hostPath: type === undefined ? { path } : { path, type } },
];

test('containers of a Pod share an emptyDir, and another Pod begins with nothing', () => {
  const world = new VolumeWorld();
  const list: Volume[] = [{ name: 'v', emptyDir: {} }];
  const volumes = world.ready(list);
  seenBy(volumes).as({ uid: 1000, gid: 1000 }).write('/v/file', 'x');
  expect(seenBy(volumes, { volumeMounts: [{ name: 'v', mountPath: '/other' }] }).readText('/other/file')).toBe('x');
  expect(seenBy(world.ready(list)).exists('/v/file')).toBe(false);
});

test('an emptyDir in memory refuses what is beyond its limit, and counts as memory', () => {
  const world = new VolumeWorld();
  const volumes = world.ready([{ name: 'v', emptyDir: { medium: 'Memory', sizeLimit: '1Ki' } }]);
  const files = seenBy(volumes);
  files.write('/v/file', new Uint8Array(1000));
  expect(() => files.append('/v/file', new Uint8Array(25))).toThrow('No space left on device');
  expect(volumes.memoryBytes).toBe(1000);
  expect(files.mounts().at(-1)).toMatchObject({ type: 'tmpfs', sizeBytes: 1024, usedBytes: 1000 });
});

test('an emptyDir in memory without limit is as large as the node, or as what the Pod may use', () => {
  const world = new VolumeWorld();
  const list: Volume[] = [{ name: 'v', emptyDir: { medium: 'Memory' } }];
  const limited = { containers: [container('main', { resources: { limits: { memory: '64Mi' } } })] };
  const sizes = [world.ready(list), world.ready(list, limited)].map(
    (volumes) => seenBy(volumes).mounts().at(-1)?.sizeBytes,
  );
  expect(sizes).toEqual([2 ** 31, 2 ** 26]);
});

test('an emptyDir on disk takes more than its limit, and says that the Pod has to go', () => {
  const world = new VolumeWorld();
  const volumes = world.ready([{ name: 'v', emptyDir: { sizeLimit: '1Ki' } }]);
  seenBy(volumes).write('/v/file', new Uint8Array(1024));
  expect(volumes.excess).toBeUndefined();
  seenBy(volumes).append('/v/file', 'x');
  expect(volumes.excess).toBe('Usage of EmptyDir volume "v" exceeds the limit "1Ki". ');
});

test('what one Pod leaves on a node the next one of the node finds', () => {
  const world = new VolumeWorld();
  seenBy(world.ready(hostPath('/var/lib/kuard'))).write('/v/file', 'x');
  expect(seenBy(world.ready(hostPath('/var/lib'))).readText('/v/kuard/file')).toBe('x');
  expect(seenBy(world.ready(hostPath('/var/lib/kuard'), {}, 'node-2')).exists('/v/file')).toBe(false);
  world.storage.forgetNode('node-1');
  expect(seenBy(world.ready(hostPath('/var/lib/kuard'))).exists('/v/file')).toBe(false);
});

test.each([
  ['/file', 'Directory', "hostPath type check failed: /file is not a directory, it's a File"],
  ['/directory', 'File', "hostPath type check failed: /directory is not a file, it's a Directory"],
  ['/file', 'Socket', "hostPath type check failed: /file is not a socket file, it's a File"],
  ['/gone', 'Directory', "hostPath /gone doesn't exist"],
  ['/gone/file', 'FileOrCreate', 'open /gone/file: no such file or directory'],
  ['/directory', 'Directory', undefined],
  ['/new/deep', 'DirectoryOrCreate', undefined],
  ['/new', 'FileOrCreate', undefined],
  ['/new/deep', undefined, undefined],
])('the path %s of a node as %s: %s', (path, type, problem) => {
  const world = new VolumeWorld();
  const host = filesOf(world.storage.hostOf('node-1'));
  host.write('/file', '');
  host.makeDirectory('/directory');
  const message = world.volumes(hostPath(path, type)).setUp()?.message;
  expect(message).toBe(problem === undefined ? undefined : `MountVolume.SetUp failed for volume "v" : ${problem}`);
  expect(host.exists(path)).toBe(problem === undefined || !path.startsWith('/gone'));
});

test('a file of a node can be mounted', () => {
  const world = new VolumeWorld();
  filesOf(world.storage.hostOf('node-1')).write('/etc/machine-id', 'abc');
  expect(seenBy(world.ready(hostPath('/etc/machine-id', 'File'))).readText('/v')).toBe('abc');
});

test('an NFS export is one tree for all nodes', () => {
  const world = new VolumeWorld();
  world.storage.exportNfs('my.nfs.server.local', '/exports');
  const list: Volume[] = [{ name: 'v', nfs: { server: 'my.nfs.server.local', path: '/exports' } }];
  seenBy(world.ready(list)).write('/v/file', 'x');
  expect(seenBy(world.ready(list, {}, 'node-2')).readText('/v/file')).toBe('x');
});

test('an NFS server that nobody knows is told of in the words of mount', () => {
  const world = new VolumeWorld();
  const volumes = world.volumes([{ name: 'v', nfs: { server: 'my.nfs.server.local', path: '/exports' } }]);
  expect(volumes.setUp()).toEqual({
    isAwaited: false,
    message:
      'MountVolume.SetUp failed for volume "v" : mount failed: exit status 32\nMounting command: mount\n' +
      'Mounting arguments: -t nfs my.nfs.server.local:/exports /var/lib/kubelet/pods/u/volumes/kubernetes.io~nfs/v\n' +
      'Output: mount.nfs: Failed to resolve server my.nfs.server.local: Name or service not known\n',
  });
  world.storage.exportNfs('my.nfs.server.local', '/exports');
  expect(volumes.setUp()).toBeUndefined();
});

test('a claim keeps its files from Pod to Pod and from node to node, until its volume is deleted', () => {
  const world = new VolumeWorld();
  const volume = world.claim('data', {
    capacity: { storage: '1Ki' },
    persistentVolumeReclaimPolicy: 'Delete',
    csi: { driver: 'd', volumeHandle: 'h' },
  });
  seenBy(world.ready(claimed('data'))).write('/v/file', 'x');
  const files = seenBy(world.ready(claimed('data'), {}, 'node-2'));
  expect(files.readText('/v/file')).toBe('x');
  expect(() => files.append('/v/file', new Uint8Array(1024))).toThrow('No space left on device');
  world.storage.forgetVolume(volume);
  expect(seenBy(world.ready(claimed('data'))).exists('/v/file')).toBe(false);
});

test('a volume that is retained has its files when it is made known again', () => {
  const world = new VolumeWorld();
  const spec = { persistentVolumeReclaimPolicy: 'Retain', csi: { driver: 'd', volumeHandle: 'h' } };
  const volume = world.claim('data', spec);
  seenBy(world.ready(claimed('data'))).write('/v/file', 'x');
  world.storage.forgetVolume(volume);
  world.claim('data', spec, { uid: 'another' });
  expect(seenBy(world.ready(claimed('data'))).readText('/v/file')).toBe('x');
});

test('a volume on a path of a node is that path; what was made for a claim is open to every user', () => {
  const world = new VolumeWorld();
  world.claim('hand', { hostPath: { path: '/data' } });
  world.claim(
    'made',
    { hostPath: { path: '/made' }, persistentVolumeReclaimPolicy: 'Delete' },
    {
      annotations: { 'pv.kubernetes.io/provisioned-by': 'somebody' },
    },
  );
  seenBy(world.ready(claimed('hand'))).write('/v/file', 'x');
  const host = filesOf(world.storage.hostOf('node-1'));
  expect([host.readText('/data/file'), host.stat('/data').mode]).toEqual(['x', 0o755]);
  seenBy(world.ready(claimed('made')))
    .as({ uid: 1000, gid: 1000 })
    .write('/v/file', 'y');
  const made = world.claims['made'];
  if (made !== undefined) world.storage.forgetVolume(made);
  expect([host.exists('/made'), host.exists('/data/file')]).toEqual([false, true]);
});

test('a claim that may only be read is read-only', () => {
  const world = new VolumeWorld();
  world.claim('data', {});
  const list: Volume[] = [{ name: 'v', persistentVolumeClaim: { claimName: 'data', readOnly: true } }];
  expect(() => seenBy(world.ready(list)).write('/v/file', '')).toThrow('Read-only file system');
});

test('a group of the Pod gets all of its volumes, and what is made there belongs to it', () => {
  const world = new VolumeWorld();
  world.claim('data', {});
  seenBy(world.ready(claimed('data'))).write('/v/old', '');
  const files = seenBy(world.ready(claimed('data'), { securityContext: { fsGroup: 2000 } }));
  const user = files.as({ uid: 1000, gid: 1000, groups: [2000] });
  user.write('/v/new', 'x');
  user.append('/v/old', 'x');
  expect(files.stat('/v')).toMatchObject({ gid: 2000, mode: 0o2775 });
  expect([files.stat('/v/old').mode, files.stat('/v/new').gid]).toEqual([0o664, 2000]);
});

test('subPath shows a part of a volume and makes it when it is missing; subPathExpr names it by the environment', () => {
  const world = new VolumeWorld();
  const volumes = world.ready([{ name: 'v', emptyDir: {} }]);
  const volumeMounts = [
    { name: 'v', mountPath: '/all' },
    { name: 'v', mountPath: '/part', subPath: 'logs/web' },
  ];
  const files = seenBy(volumes, { volumeMounts });
  files.write('/part/file', 'x');
  expect(files.readText('/all/logs/web/file')).toBe('x');
  const byName = container('main', { volumeMounts: [{ name: 'v', mountPath: '/own', subPathExpr: '$(NAME)' }] });
  volumes.mountsOf(byName, { NAME: 'web-0' });
  expect(files.stat('/all/web-0')).toMatchObject({ type: 'directory', mode: 0o777 });
});

test('a subPath through a file keeps the container from starting', () => {
  const world = new VolumeWorld();
  const volumes = world.ready([{ name: 'v', emptyDir: {} }]);
  seenBy(volumes).write('/v/file', '');
  const fields = { volumeMounts: [{ name: 'v', mountPath: '/part', subPath: 'file/below' }] };
  expect(() => seenBy(volumes, fields)).toThrow(SubPathError);
  expect(() => seenBy(volumes, fields)).toThrow('failed to prepare subPath for volumeMount "v" of container "main"');
});

test('a mount may be read-only for one container and not for another', () => {
  const world = new VolumeWorld();
  const volumes = world.ready([{ name: 'v', emptyDir: {} }]);
  const reader = seenBy(volumes, { volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }] });
  seenBy(volumes).write('/v/file', 'x');
  expect(reader.readText('/v/file')).toBe('x');
  expect(() => reader.remove('/v/file')).toThrow('Read-only file system');
});
