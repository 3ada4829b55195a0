import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SeededRandom } from '../../src/simulator/engine';
import { ServedCluster } from '../support/simulated-cluster';
import { BIN } from './killed-server';
import { newFolder, writeTeamProgram } from './team-program';

/** Runs of their own: one in `npm test`; DEPLOY_KILLS=40 for many, DEPLOY_KILLS_SEED=n plays one again. */
const RUNS = Number(process.env['DEPLOY_KILLS'] ?? 1);
const ONE = process.env['DEPLOY_KILLS_SEED'];
const seeds = ONE === undefined ? Array.from({ length: RUNS }, (_, index) => index + 1) : [Number(ONE)];

const SIGNALS = ['SIGKILL', 'SIGINT', 'SIGTERM'] as const;

/** About as many requests as applying or destroying takes: a moment behind the last one is none. */
const REQUESTS_MAX = { apply: 60, destroy: 90 } as const;

/** The package that was built, beside the command. */
const PACKAGE = join(BIN, '..', '..', 'lib', 'index.js');

jest.setTimeout(300_000);

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

/** `workshop` on a cluster, in a process of its own. */
class Runs {
  /** How often one was ended before it was done. */
  ended = 0;
  private requests = 0;
  private onRequest: (count: number) => void = () => undefined;

  constructor(
    private readonly served: ServedCluster,
    private readonly folder: string,
  ) {
    served.onRequest = ({ headers }) => {
      if (headers['user-agent'] === 'workshop-stacks') this.onRequest((this.requests += 1));
    };
  }

  run(
    words: readonly string[],
    limit?: { readonly requests: number; readonly signal: NodeJS.Signals },
  ): Promise<Ended> {
    this.requests = 0;
    const child = spawn(process.execPath, [BIN, ...words, '--yes', '--kubeconfig', this.served.kubeconfig], {
      cwd: this.folder,
    });
    this.onRequest = (count) => {
      if (count === limit?.requests) child.kill(limit.signal);
    };
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
    return new Promise((resolve) => {
      child.on('close', (code, signal) => {
        if (code !== 0) this.ended += 1;
        resolve({ code, signal, said });
      });
    });
  }
}

/** What is there of the environment, and how much of it is as it should be. */
function state({ cluster: { client } }: ServedCluster): string[] {
  const namespaces = client
    .list('namespaces', '')
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.startsWith('trial-'));
  return namespaces
    .flatMap((name) => [
      `Namespace ${name}`,
      ...client.list('apps/deployments', name).map((each) => `Deployment ${each.metadata.name} ${each.spec.replicas}`),
      ...client.list('services', name).map(({ metadata }) => `Service ${metadata.name}`),
      ...client.list('coordination.k8s.io/leases', name).map(({ metadata }) => `Lease ${metadata.name}`),
    ])
    .sort();
}

const BOTH = [
  'Deployment cart 2',
  'Deployment shop 2',
  'Namespace trial-cart',
  'Namespace trial-shop',
  'Service cart',
  'Service shop',
];
const ONE_STACK = ['Deployment shop 3', 'Namespace trial-shop', 'Service shop'];

test.concurrent.each(seeds)('run %i, ended again and again, is finished by the next one', async (seed) => {
  const chance = new SeededRandom(seed);
  const folder = newFolder();
  const served = await ServedCluster.start({ seed, nodes: 2, profile: 'desktop' });
  served.pacing.setSpeed(50);
  const runs = new Runs(served, folder);
  const programs = [
    writeTeamProgram(join(folder, 'both'), { from: PACKAGE, hasSecond: true }),
    writeTeamProgram(join(folder, 'one'), { from: PACKAGE, replicas: 3 }),
  ];
  const limit = (command: 'apply' | 'destroy') => ({
    requests: 1 + chance.below(REQUESTS_MAX[command]),
    signal: SIGNALS[chance.below(SIGNALS.length)] as NodeJS.Signals,
  });
  const apply = (program: string | undefined): string[] => [
    'apply',
    '--env',
    'trial',
    '--app',
    program ?? '',
    '--out',
    'dist',
  ];
  const destroy = ['destroy', '--env', 'trial', '--app', programs[1] ?? ''];
  try {
    for (const [index, expected] of [BOTH, ONE_STACK].entries()) {
      await runs.run(apply(programs[index]), limit('apply'));
      expect(await runs.run(apply(programs[index]))).toMatchObject({ code: 0 });
      expect(state(served)).toEqual(expected);
      const again = await runs.run(apply(programs[index]));
      expect(again.said).toMatch(/\n\d+ unchanged, [\d.]+ s\n$/);
    }
    await runs.run(destroy, limit('destroy'));
    expect(await runs.run(destroy)).toMatchObject({ code: 0 });
    expect(state(served)).toEqual([]);
    expect(runs.ended).toBeGreaterThan(0);
  } finally {
    await served.stop();
  }
});
