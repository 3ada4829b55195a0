import { procpsLayer } from '../../../../src/simulator/images/tools';
import { runScript, startShell } from '../../../support/shell-container';

const MIB = 2 ** 20;

test('tail -f prints what is added to a file', () => {
  const container = startShell({
    dialect: 'busybox',
    argv: ['sh', '-c', 'echo one > log; tail -f log & sleep 2; echo two >> log; sleep 1'],
  });
  container.pass(1000);
  expect(container.stdout()).toBe('one\n');
  container.pass(1500);
  expect(container.stdout()).toBe('one\ntwo\n');
});

test('date tells virtual time', () => {
  expect(runScript('busybox', 'date; sleep 90; date -u +%H:%M:%S', {}).out.split('\n')[0]).toBe(
    'Thu Jan  1 00:00:00 UTC 2026',
  );
  const container = startShell({ dialect: 'bash', argv: ['bash', '-c', 'sleep 90; date -u +%T'] });
  container.pass(100_000);
  expect(container.stdout()).toBe('00:01:30\n');
});

test('timeout ends a program that takes too long: 143 of busybox, 124 of GNU', () => {
  expect(runScript('busybox', 'timeout 2 sleep 10; echo $?').out).toBe('143\n');
  expect(runScript('bash', 'timeout 2 sleep 10; echo $?').out).toBe('124\n');
});

test('grep -o shows all matches of a line, the first one as well', () => {
  expect(runScript('busybox', "echo 'web-1 and web-2' | grep -o 'web-[0-9]'").out).toBe('web-1\nweb-2\n');
});

test('ps shows the processes of the container', () => {
  const { out } = runScript('busybox', 'sleep 100 & sleep 1; ps; true');
  expect(out).toBe(
    'PID   USER     TIME  COMMAND\n    1 root      0:00 sh -c sleep 100 & sleep 1; ps; true\n    2 root      0:00 sleep 100\n    4 root      0:00 ps\n',
  );
});

test('files go through tar and back, with modes and symlinks', () => {
  const { out } = runScript(
    'bash',
    'mkdir -p a/b; echo x > a/b/f; chmod 750 a/b/f; ln -s f a/b/l; mkdir o; tar cf - a | tar xf - -C o; cat o/a/b/l; stat -c %a o/a/b/f; readlink o/a/b/l',
  );
  expect(out).toBe('x\n750\nf\n');
});

describe('apt-get', () => {
  test('knows no package before its lists were fetched', () => {
    const { out, err, code } = runScript('bash', 'apt-get install -y stress');
    expect({ out, err, code }).toEqual({
      out: 'Reading package lists... Done\nBuilding dependency tree... Done\n',
      err: 'E: Unable to locate package stress\n',
      code: 100,
    });
  });

  test('installs programs that run then', () => {
    const { out, code } = runScript(
      'bash',
      'stress; echo $?; apt-get update >/dev/null && apt-get install -y stress curl >/dev/null; which stress curl',
    );
    expect(out).toBe('127\n/usr/bin/stress\n/usr/bin/curl\n');
    expect(code).toBe(0);
  });

  test('only root may', () => {
    expect(runScript('bash', 'apt-get update', { uid: 1000 }).code).toBe(100);
  });
});

describe('stress', () => {
  const install = 'apt-get update >/dev/null; apt-get install -y stress >/dev/null; ';

  test('takes the processors that it is told to', () => {
    const container = startShell({ dialect: 'bash', argv: ['bash', '-c', `${install}stress --cpu 2 --timeout 5s`] });
    container.pass(6000);
    expect(container.usage().cpuCores).toBeCloseTo(2);
    container.pass(10_000);
    expect(container.stdout()).toMatch(
      /^stress: info: \[\d+\] dispatching hogs: 2 cpu, 0 io, 0 vm, 0 hdd\nstress: info: \[\d+\] successful run completed in 5s\n$/,
    );
    expect(container.end()?.code).toBe(0);
  });

  test('holds memory, and takes its container down beyond the limit', () => {
    const script = `${install}stress --vm-bytes 1g --vm-keep -m 1`;
    const free = startShell({ dialect: 'bash', argv: ['bash', '-c', script] });
    free.pass(10_000);
    expect(free.usage().memoryBytes).toBeGreaterThan(1024 * MIB);
    const limited = startShell({ dialect: 'bash', argv: ['bash', '-c', script], memoryLimitBytes: 800 * MIB });
    limited.pass(10_000);
    expect(limited.end()).toMatchObject({ code: 137, isOutOfMemory: true });
  });

  test('tells of a worker that a signal has ended', () => {
    const script = `${install}stress --vm 1 --vm-bytes 1m & sleep 1; kill -9 $(($! + 2)); wait $!; echo $?`;
    const { out, err } = runScript('bash', script);
    expect(out).toMatch(/dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd\n1\n$/);
    expect(err).toMatch(
      /^stress: FAIL: \[(\d+)\] \(415\) <-- worker \d+ got signal 9\nstress: WARN: \[\1\] \(417\) now reaping child worker processes\nstress: FAIL: \[\1\] \(451\) failed run completed in 1s\n$/,
    );
  });
});

test('top -b shows who takes the processor', () => {
  const { out } = runScript('busybox', '(while :; do :; done) & sleep 3; top -b -n 1 | head -6');
  expect(out).toMatch(/ {2}PID {2}PPID USER {5}STAT {3}VSZ %VSZ CPU %CPU COMMAND\n/);
});

test('busybox runs its applets by name', () => {
  const { out, err, code } = runScript('busybox', 'busybox echo hi; busybox sh -c "echo in sh"; busybox nosuch');
  expect({ out, err, code }).toEqual({ out: 'hi\nin sh\n', err: 'nosuch: applet not found\n', code: 127 });
});

test('the scripts of redis with sentinel run: a loop until a name answers', () => {
  const container = startShell({
    dialect: 'busybox',
    argv: ['sh', '-c', "while ! ping -c 1 redis-0.redis; do echo 'Waiting for server'; sleep 1; done"],
  });
  container.pass(60_000);
  expect(container.stderr()).toContain("ping: bad address 'redis-0.redis'\n");
  expect(container.stdout()).toContain('Waiting for server\nWaiting for server\n');
});

test('chroot shows a directory as all there is', () => {
  const { out } = runScript(
    'busybox',
    'mkdir -p /jail/bin; cp /bin/sh /bin/cat /bin/ls /jail/bin; echo in > /jail/note; ' +
      'chroot /jail sh -c "cd ..; pwd; cat /note; ls /; sh -c \'cat ../note\'"; ls /note',
  );
  expect(out).toBe('/\nin\nbin\nnote\nin\n');
  expect(runScript('busybox', 'chroot /nowhere sh').err).toBe(
    "chroot: can't change root directory to '/nowhere': No such file or directory\n",
  );
});

test('stty says that there is no terminal', () => {
  expect(runScript('busybox', 'stty size').err).toBe('stty: standard input: Not a tty\n');
});

test('mount shows what is mounted, and mounts nothing in a container', () => {
  expect(runScript('bash', "mount | grep -o ' on /proc type proc (ro,relatime)'").out).toBe(
    ' on /proc type proc (ro,relatime)\n',
  );
  expect(runScript('bash', 'mount -t tmpfs none /mnt')).toMatchObject({
    err: 'mount: /mnt: permission denied.\n       dmesg(1) may have more information after failed mount system call.\n',
    code: 32,
  });
  expect(runScript('busybox', 'mount -t tmpfs none /mnt')).toMatchObject({
    err: 'mount: permission denied (are you root?)\n',
    code: 1,
  });
});

test('tty says where one types', () => {
  expect(runScript('bash', 'tty')).toMatchObject({ out: 'not a tty\n', code: 1 });
});

test('df shows how much fits where that is known, and one disk for all that is on it', () => {
  expect(runScript('bash', 'df -h /').out).toBe(
    'Filesystem      Size  Used Avail Use% Mounted on\noverlay          80G  8.0G   72G  10% /\n',
  );
  expect(runScript('busybox', 'df -h /').out).toBe(
    'Filesystem                Size      Used Available Use% Mounted on\n' +
      'overlay                  80.0G      8.0G     72.0G  10% /\n',
  );
  const { out } = runScript('bash', 'dd if=/dev/zero of=/dev/shm/f bs=1M count=16 status=none; df -m /dev /');
  expect(out.split('\n').map((line) => line.split(/\s+/))).toEqual([
    ['Filesystem', '1M-blocks', 'Used', 'Available', 'Use%', 'Mounted', 'on'],
    ['tmpfs', '64', '16', '48', '25%', '/dev'],
    ['overlay', '81920', '8192', '73728', '10%', '/'],
    [''],
  ]);
});

test.each([
  // Of procps, which is no part of Debian's image; and of busybox.
  ['bash', procpsLayer, /^Mem: +3\.7Gi +1\.9Gi( +(0B|(\d\.\d|\d{2,4})[KMG]i)){4}\nSwap: +0B +0B +0B\n$/],
  ['busybox', {}, /^Mem: +3\.7G( +(0|\d+\.\d[KMG])){5}\nSwap: +0 +0 +0\n$/],
] as const)('free -h of %s has a unit for every number', (dialect, layer, rows) => {
  const container = startShell({ dialect, argv: [dialect === 'bash' ? 'bash' : 'sh', '-c', 'free -h'], layer });
  container.pass(1000);
  expect(container.stdout().replace(/^.*\n/, '')).toMatch(rows);
});
