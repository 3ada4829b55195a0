import { SeededRandom } from '../../../../src/simulator/engine';
import {
  BASE_LAYER,
  createFiles,
  etcMounts,
  systemMounts,
  type FileSystem,
  type MachineInfo,
  type ProcessInfo,
} from '../../../../src/simulator/process';
import { NOW_MS, nowMs, outcome } from './sample-files';

const machine: MachineInfo = {
  hostname: 'web-0',
  cores: 2,
  memoryBytes: 3794356 * 1024,
  freeMemoryBytes: 2665768 * 1024,
  memoryLimitBytes: 2 ** 28,
  kernel: '6.1.0',
  bootedMs: NOW_MS - 3_600_000,
};

const process = (pid: number, argv: readonly string[], memoryBytes: number): ProcessInfo => ({
  pid,
  parent: pid === 1 ? 0 : 1,
  uid: 0,
  argv,
  state: 'S',
  startedMs: NOW_MS - 1000,
  cpuMs: 250,
  childrenCpuMs: 0,
  cpuCores: 0.5,
  memoryBytes,
});

function container(): { readonly view: FileSystem; readonly processes: ProcessInfo[] } {
  const processes = [process(1, ['/usr/bin/server', '-v'], 2 ** 20)];
  const view: FileSystem = createFiles({
    layers: [BASE_LAYER],
    nowMs,
    mounts: [
      ...systemMounts({
        nowMs,
        random: () => new SeededRandom(1),
        machine: () => machine,
        processes: () => processes,
        ownProcesses: () => processes,
        mounts: () => view.mounts(),
        environmentOf: () => new Map([['HOME', '/root']]),
        cpuLimitCores: 0.5,
        cpuWeight: 250,
      }),
      ...etcMounts(
        () => ({ hosts: '127.0.0.1\tlocalhost\n', hostname: 'web-0', resolvConf: 'nameserver 10.96.0.10\n' }),
        nowMs,
      ),
    ],
  });
  return { view, processes };
}

test('memory is that of the node, whatever the limit of the container', () => {
  const { view } = container();
  expect(view.readText('/proc/meminfo').split('\n').slice(0, 3)).toEqual([
    'MemTotal:        3794356 kB',
    expect.stringMatching(/^MemFree: {9,}\d+ kB$/),
    'MemAvailable:    2665768 kB',
  ]);
  expect(view.readText('/sys/fs/cgroup/memory.max')).toBe('268435456\n');
});

test.each([
  ['/proc/version', /^Linux version 6\.1\.0 /],
  ['/proc/uptime', /^3600\.00 7199\.75\n$/],
  ['/proc/loadavg', /^0\.50 0\.50 0\.50 0\/1 1\n$/],
  ['/proc/stat', /^cpu {2}25 0 0 719975 [0 ]*\ncpu0 12 /],
  ['/proc/sys/kernel/hostname', /^web-0\n$/],
  ['/proc/1/cmdline', /^\/usr\/bin\/server\0-v\0$/],
  ['/proc/1/status', /^Name:\tserver\nState:\tS \(sleeping\)\n/],
  ['/proc/1/environ', /^HOME=\/root\0$/],
  ['/proc/mounts', /^overlay \/ overlay rw,relatime 0 0\n[^]*\nproc \/proc proc ro,relatime 0 0\n/],
  ['/sys/fs/cgroup/memory.current', /^1048576\n$/],
  ['/sys/fs/cgroup/cpu.max', /^50000 100000\n$/],
  ['/sys/fs/cgroup/cpu.weight', /^10\n$/],
  ['/sys/fs/cgroup/cgroup.procs', /^1\n$/],
  ['/etc/hosts', /localhost/],
  ['/etc/hostname', /^web-0\n$/],
  ['/etc/resolv.conf', /^nameserver 10\.96\.0\.10\n$/],
  ['/etc/passwd', /^root:x:0:0:/],
])('%s says what is so', (path, text) => {
  expect(container().view.readText(path)).toMatch(text);
});

test('every processor has its paragraph', () => {
  expect(
    container()
      .view.readText('/proc/cpuinfo')
      .match(/^processor\t: \d$/gm),
  ).toEqual(['processor\t: 0', 'processor\t: 1']);
});

test('processes come and go in /proc, and self is who looks', () => {
  const { view, processes } = container();
  processes.push(process(7, ['cat'], 0));
  const numbers = (): readonly string[] => view.list('/proc').flatMap(({ name }) => (/^\d+$/.test(name) ? [name] : []));
  expect(numbers()).toEqual(['1', '7']);
  expect(view.as({ pid: 7 }).readText('/proc/self/comm')).toBe('cat\n');
  processes.pop();
  expect([numbers(), view.exists('/proc/7')]).toEqual([['1'], false]);
});

test('what the system shows cannot be changed', () => {
  const { view } = container();
  expect(outcome(() => view.write('/proc/meminfo', ''))).toBe('EROFS');
  expect(outcome(() => view.write('/sys/fs/cgroup/memory.max', 'max'))).toBe('EROFS');
});

test('devices do what they are for', () => {
  const { view } = container();
  view.write('/dev/null', 'gone');
  expect(view.read('/dev/null')).toHaveLength(0);
  expect([...view.open('/dev/zero').read(3)]).toEqual([0, 0, 0]);
  expect(outcome(() => view.write('/dev/full', 'x'))).toBe('ENOSPC');
  expect(view.open('/dev/urandom').read(16)).toEqual(container().view.open('/dev/urandom').read(16));
  expect(view.open('/dev/urandom').read(16)).not.toEqual(view.open('/dev/urandom').read(16));
  expect(view.stat('/dev/stdout')).toMatchObject({ type: 'device', device: 'fd/1' });
  expect(outcome(() => view.read('/dev/tty'))).toBe('ENXIO');
});

test('files of /etc that the node makes can be written to', () => {
  const { view } = container();
  view.append('/etc/hosts', '10.0.0.1\tdb\n');
  expect(view.readText('/etc/hosts')).toBe('127.0.0.1\tlocalhost\n10.0.0.1\tdb\n');
});
