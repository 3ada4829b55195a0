import { join } from 'node:path';
import { SeededRandom } from '../../src/simulator/engine';
import { AcknowledgedWrites } from './acknowledged-writes';
import { type Connection, KilledServer } from './killed-server';
import { newFolder } from './team-program';

/** How often it is killed: a few times in `npm test`, hundreds of times in `.ci/run`. */
const KILLS = Number(process.env['KILLS'] ?? 8);
const SEED = Number(process.env['KILLS_SEED'] ?? 1);

const CONNECTIONS = 4;

/** Longest time from the first write to the kill, and from the start to one that comes before the server answers. */
const WRITING_MS = 150;
const STARTING_MS = 400;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const REPLICAS = 3;

const DEPLOYMENT = {
  metadata: { name: 'web' },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
    },
  },
};

interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly status: {
    readonly phase: string;
    readonly podIP: string;
    readonly containerStatuses: readonly { readonly restartCount: number }[];
  };
}

const DEFAULT = '/namespaces/default';

/** What must stay as it is: Pods with their addresses, restarts, the address of the Service. */
async function runningOn(connection: Connection): Promise<unknown> {
  const { body: pods } = await connection.send('GET', `/api/v1${DEFAULT}/pods`);
  const { body: service } = await connection.send('GET', `/api/v1${DEFAULT}/services/web`);
  const { clusterIP } = service['spec'] as { readonly clusterIP: string };
  const running = (pods['items'] as readonly Pod[]).map(({ metadata: { name, uid }, status }) => {
    const { phase, podIP, containerStatuses = [] } = status;
    return { name, uid, phase, podIP, restarts: containerStatuses.map(({ restartCount }) => restartCount) };
  });
  return { running, clusterIP };
}

/** Makes a Deployment with a Service, waits until its Pods run, and returns a token. */
async function begin(connection: Connection): Promise<string> {
  await connection.send('POST', `/apis/apps/v1${DEFAULT}/deployments`, DEPLOYMENT);
  const service = { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
  await connection.send('POST', `/api/v1${DEFAULT}/services`, service);
  await connection.send('POST', '/workshop/v1/advance', { duration: '1m' });
  const tokens = `/api/v1${DEFAULT}/serviceaccounts/default/token`;
  const { body } = await connection.send('POST', tokens, { spec: { expirationSeconds: 86_400 } });
  return (body['status'] as { readonly token: string }).token;
}

test(
  `loses no acknowledged write in ${KILLS} kills`,
  async () => {
    const random = new SeededRandom(SEED);
    const writes = new AcknowledgedWrites(random);
    const [folder, kubeconfig] = [join(newFolder(), 'data'), join(newFolder(), 'kubeconfig')];
    const start = (): KilledServer => KilledServer.start(folder, kubeconfig, ['--empty', '--nodes', '1']);
    let token = '';
    let before: unknown;
    let killsAtStart = 0;
    for (let kill = 0; kill <= KILLS; kill += 1) {
      const server = start();
      try {
        if (kill > 0 && kill < KILLS && random.below(4) === 0) {
          killsAtStart += 1;
          await wait(random.below(STARTING_MS));
          continue;
        }
        await server.answers();
        const connections = Array.from({ length: CONNECTIONS + 1 }, () => server.connect());
        const [first, ...rest] = connections as [Connection, ...Connection[]];
        if (kill === 0) {
          token = await begin(first);
          before = await runningOn(first);
          expect(before).toMatchObject({ running: Array.from({ length: REPLICAS }, () => ({ phase: 'Running' })) });
        }
        expect(await writes.check(first)).toEqual([]);
        expect(await runningOn(first)).toEqual(before);
        const { body } = await first.send('GET', '/api', undefined, { authorization: `Bearer ${token}` });
        expect(body).toMatchObject({ kind: 'APIVersions' });
        const ends = [writes.watch(first), ...rest.map((each, index) => writes.hammer(each, `c${index}`))];
        if (kill < KILLS) await wait(random.below(WRITING_MS));
        // The last time it ends in peace.
        expect(await server.end(kill < KILLS ? 'SIGKILL' : 'SIGTERM')).toBe(kill < KILLS ? null : 0);
        await Promise.all(ends);
        for (const connection of connections) connection.close();
      } finally {
        await server.end();
      }
    }
    const { acknowledged, refused, unanswered, watched } = writes;
    expect(acknowledged).toBeGreaterThan(KILLS);
    process.stdout.write(
      `seed ${SEED}: ${KILLS} kills, ${killsAtStart} of them before it answered; ${acknowledged} writes acknowledged, ` +
        `${refused} refused, ${unanswered} without answer, ${watched} watch events\n`,
    );
  },
  10_000 + KILLS * 3_000,
);
