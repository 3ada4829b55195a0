import { type Cluster, createCluster } from '../../../src/simulator';
import type { Pod } from '../../../src/simulator/api';
import { defineImage } from '../../../src/simulator/images';
import { type Process, type Program, runTask, waitForEver } from '../../../src/simulator/process';
import { rootProblem } from '../../../src/simulator/kubelet/non-root';

const MEBIBYTE = 1024 * 1024;

/** An image of one program `/main`, and further ones. */
const imageOf = (main: Program, programs: Readonly<Record<string, Program>> = {}, user?: string) =>
  defineImage({
    repositories: ['example.com/sample'],
    image: () => ({
      command: ['/main'],
      ...(user === undefined ? {} : { user }),
      layers: [
        { '/main': { type: 'program', program: main } },
        ...Object.entries(programs).map(([path, program]) => ({ [path]: { type: 'program' as const, program } })),
      ],
    }),
  });

const forEver: Program = () => waitForEver();

/** A program that does one thing and ends with 0. */
const once = (act: (process: Process) => void): Program =>
  // eslint-disable-next-line require-yield -- It ends at once.
  function* (process) {
    act(process);
    return 0;
  };

interface Sample {
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly container?: Readonly<Record<string, unknown>>;
}

const SPEC = { terminationGracePeriodSeconds: 30 };

function run(cluster: Cluster, { pod = {}, container = {} }: Sample = {}): () => Pod {
  const containers = [{ name: 'main', image: 'example.com/sample', resources: {}, ...container }];
  cluster.client.create('pods', {
    metadata: { name: 'sample', namespace: 'default' },
    spec: { ...SPEC, containers, ...pod },
  } as never);
  cluster.settle();
  return () => {
    const found = cluster.client.get('pods', 'default', 'sample');
    if (found === undefined) throw new Error('the Pod is gone');
    return found;
  };
}

const warnings = (cluster: Cluster): readonly string[] =>
  cluster.client
    .list('events', 'default')
    .filter(({ type }) => type === 'Warning')
    .map(({ reason, message }) => `${reason ?? ''}: ${message ?? ''}`);

const waitingOf = (pod: Pod): unknown => pod.status.containerStatuses?.[0]?.state?.waiting;

describe('a container that must not run as root', () => {
  const pod = (podUser?: number): Pod =>
    ({
      metadata: { name: 'p', namespace: 'n', uid: 'u' },
      spec: {
        containers: [],
        securityContext: { runAsNonRoot: true, ...(podUser === undefined ? {} : { runAsUser: podUser }) },
      },
    }) as unknown as Pod;
  const PLACE = '(pod: "p_n(u)", container: c)';
  test.each([
    {
      podUser: undefined,
      own: {},
      user: '',
      problem: `container has runAsNonRoot and image will run as root ${PLACE}`,
    },
    {
      podUser: undefined,
      own: {},
      user: '0:0',
      problem: `container has runAsNonRoot and image will run as root ${PLACE}`,
    },
    {
      podUser: undefined,
      own: {},
      user: 'nobody',
      problem: `container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root ${PLACE}`,
    },
    { podUser: undefined, own: {}, user: '65534', problem: undefined },
    { podUser: 1000, own: {}, user: '', problem: undefined },
    { podUser: 0, own: {}, user: '65534', problem: `container's runAsUser breaks non-root policy ${PLACE}` },
    { podUser: 0, own: { runAsUser: 5 }, user: '', problem: undefined },
    { podUser: undefined, own: { runAsNonRoot: false }, user: '', problem: undefined },
  ])('as user $podUser of its Pod, with $own and image user "$user": $problem', ({ podUser, own, user, problem }) => {
    const container = { name: 'c', resources: {}, securityContext: own };
    expect(rootProblem(pod(podUser), container, user)).toBe(problem);
  });

  test('is not made while its image would', () => {
    const cluster = createCluster({ images: [imageOf(forEver, {}, 'nobody')] });
    const sample = run(cluster, { container: { securityContext: { runAsNonRoot: true } } });
    const message =
      'container has runAsNonRoot and image has non-numeric user (nobody), cannot verify user is non-root ' +
      `(pod: "sample_default(${sample().metadata.uid})", container: main)`;
    expect(waitingOf(sample())).toEqual({ reason: 'CreateContainerConfigError', message });
    expect(warnings(cluster)).toContain(`Failed: Error: ${message}`);
  });

  test('starts under the number that its Pod gives it', () => {
    const seen: number[] = [];
    const image = imageOf(
      function* (process) {
        seen.push(process.uid);
        return yield* waitForEver();
      },
      {},
      'nobody',
    );
    run(createCluster({ images: [image] }), { pod: { securityContext: { runAsNonRoot: true, runAsUser: 1000 } } });
    expect(seen).toEqual([1000]);
  });
});

test('a part of a volume that cannot be is a mistake of the configuration', () => {
  const cluster = createCluster({ images: [imageOf(forEver)] });
  cluster.client.create('configmaps', { metadata: { name: 'texts', namespace: 'default' }, data: { a: '1' } });
  const sample = run(cluster, {
    pod: { volumes: [{ name: 'texts', configMap: { name: 'texts' } }] },
    container: { volumeMounts: [{ name: 'texts', mountPath: '/texts', subPath: 'a/b' }] },
  });
  expect(waitingOf(sample())).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'failed to prepare subPath for volumeMount "texts" of container "main"',
  });
});

/** Leaves a file for group 4000, and one for group 5000. */
const prepareImage = defineImage({
  repositories: ['example.com/prepare'],
  image: () => {
    const leave = (files: Process['files'], path: string, gid: number): void => {
      files.write(path, 'x', 0o640);
      files.changeOwner(path, 0, gid);
    };
    const program = once(({ files }) => {
      leave(files, '/shared/list', 4000);
      leave(files, '/other/list', 5000);
    });
    return { command: ['/main'], layers: [{ '/main': { type: 'program', program } }] };
  },
});

test('programs belong to the groups of their Pod, and may read what is theirs', () => {
  const read: string[] = [];
  const image = imageOf(function* (process) {
    for (const path of ['/shared/list', '/other/list']) read.push(String(process.files.mayAccess(path, 'read')));
    return yield* waitForEver();
  });
  const mount = (name: string) => ({ name, mountPath: `/${name}` });
  const cluster = createCluster({ images: [image, prepareImage] });
  run(cluster, {
    pod: {
      securityContext: { runAsUser: 1000, supplementalGroups: [4000] },
      volumes: [
        { name: 'shared', emptyDir: {} },
        { name: 'other', emptyDir: {} },
      ],
      initContainers: [
        {
          name: 'prepare',
          image: 'example.com/prepare',
          resources: {},
          securityContext: { runAsUser: 0 },
          volumeMounts: ['shared', 'other'].map(mount),
        },
      ],
    },
    container: { volumeMounts: ['shared', 'other'].map(mount) },
  });
  expect(read).toEqual(['true', 'false']);
});

test.each([
  { sizeLimit: '1Mi', phase: 'Failed' },
  { sizeLimit: '10Mi', phase: 'Running' },
])('a Pod whose volume of at most $sizeLimit holds 4 MiB is $phase', ({ sizeLimit, phase }) => {
  const image = imageOf(function* (process) {
    process.files.write('/cache/big', new Uint8Array(4 * MEBIBYTE));
    return yield* waitForEver();
  });
  const cluster = createCluster({ images: [image] });
  const sample = run(cluster, {
    pod: { volumes: [{ name: 'cache', emptyDir: { sizeLimit } }] },
    container: { volumeMounts: [{ name: 'cache', mountPath: '/cache' }] },
  });
  cluster.advance('1m');
  expect(sample().status.phase).toBe(phase);
  if (phase === 'Failed') {
    const message = 'Usage of EmptyDir volume "cache" exceeds the limit "1Mi". ';
    expect(sample().status).toMatchObject({ reason: 'Evicted', message });
    expect(warnings(cluster)).toContain(`Evicted: ${message}`);
  }
});

test('what a program leaves in its termination log is its last message', () => {
  const image = imageOf(once(({ files }) => files.write('/dev/termination-log', 'out of ideas')));
  const cluster = createCluster({ images: [image] });
  const sample = run(cluster, { pod: { restartPolicy: 'Never' } });
  expect(sample().status.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    reason: 'Completed',
    message: 'out of ideas',
  });
});

test('hooks run in the container: one after its start, one before it is asked to end', () => {
  const seen: string[] = [];
  const image = imageOf(
    function* (process) {
      // eslint-disable-next-line require-yield -- It ends at once.
      process.onSignal('TERM', function* () {
        seen.push('TERM');
        process.exit(0);
      });
      return yield* waitForEver();
    },
    { '/hook': once(({ argv }) => seen.push(argv[1] ?? '')) },
  );
  const cluster = createCluster({ images: [image] });
  const hook = (name: string) => ({ exec: { command: ['/hook', name] } });
  run(cluster, { container: { lifecycle: { postStart: hook('started'), preStop: hook('stops') } } });
  cluster.client.delete('pods', 'default', 'sample');
  cluster.settle();
  expect(seen).toEqual(['started', 'stops', 'TERM']);
});

test('a Pod of a machine that lost power says no goodbye', () => {
  const image = imageOf(function* (process) {
    const listener = process.network.listen({ port: 80 });
    for (;;) yield* listener.accept();
  });
  const cluster = createCluster({ images: [image], nodes: 1 });
  const address = run(cluster)().status.podIP ?? '';
  const heard: string[] = [];
  const { network } = cluster;
  const other = network.nodeStack(cluster.nodes.add());
  runTask(
    (function* () {
      const connection = yield* other.connect(address, 80);
      heard.push('connected');
      yield* connection.read();
    })(),
    () => heard.push('ended'),
    () => heard.push('reset'),
  );
  cluster.advance('1s');
  cluster.nodes.fail('node-1');
  cluster.advance('1m');
  expect(heard).toEqual(['connected']);
});

test.each([
  { profile: 'minikube', server: 'my.nfs.server.local', runs: true, said: [] },
  {
    profile: 'plain',
    server: 'my.nfs.server.local',
    runs: false,
    said: [expect.stringMatching(/Failed to resolve server my\.nfs\.server\.local: Name or service not known\n$/)],
  },
  { profile: 'plain', server: '192.168.0.1', runs: false, said: [expect.stringMatching(/Connection timed out\n$/)] },
] as const)('on $profile a volume of $server is mounted: $runs', ({ profile, server, runs, said }) => {
  const cluster = createCluster({ profile, images: [imageOf(forEver)] });
  const sample = run(cluster, {
    pod: { volumes: [{ name: 'data', nfs: { server, path: '/exports' } }] },
    container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
  });
  expect(sample().status.phase).toBe(runs ? 'Running' : 'Pending');
  expect(warnings(cluster).filter((text) => text.startsWith('FailedMount'))).toEqual(said);
});
