import type { Applied, Cluster, Evidence, Manifest, ManifestProblem } from '../../simulator';
import type { Session } from '../../simulator/edge';
import { loadSimulator } from '../load';
import type { StackFiles } from './environment-files';
import { generatedSecret } from './generated-secrets';

/** An object that is not ready, and why. */
export interface Unready {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** What is missing: `0 of 1 Pods are available`. */
  readonly missing: string;
  /** What the cluster said about it. */
  readonly evidence: readonly Evidence[];
}

/** What became of a stack. */
export interface StackReport {
  readonly name: string;
  readonly objects: number;
  readonly isReady: boolean;
  /** Virtual seconds until everything was ready; undefined when it is not. */
  readonly readyAfterSeconds?: number;
  /** Manifests that could not be applied. */
  readonly errors: readonly ManifestProblem[];
  readonly warnings: readonly ManifestProblem[];
  readonly unready: readonly Unready[];
}

/** What became of everything. */
export interface LoadReport {
  readonly isReady: boolean;
  /** Whether the cluster came to rest. */
  readonly isSettled: boolean;
  /** What changed last when it did not. */
  readonly stillChanging: readonly string[];
  readonly virtualSeconds: number;
  readonly stacks: readonly StackReport[];
  /** Secrets that were made up: `namespace/name`, with their keys. */
  readonly generatedSecrets: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly keys: readonly string[];
  }[];
}

/** Who watches the loading. */
export interface LoadWatcher {
  /** A stack is ready. */
  readonly onReady: (report: StackReport) => void;
  /** Time passed; these stacks are not ready. */
  readonly onWaiting: (waiting: readonly string[], total: number) => void;
  /** Whether nobody waits any more. */
  readonly isInterrupted: () => boolean;
}

/** Virtual seconds for which every second is looked at; afterwards only the end counts. */
const WATCHED_SECONDS = 120;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One stack on its way. */
class LoadingStack {
  report: StackReport | undefined;
  private waiting: readonly Applied[];

  constructor(
    readonly name: string,
    private readonly applied: readonly Applied[],
    private readonly problems: readonly ManifestProblem[],
  ) {
    this.waiting = applied.filter(({ outcome }) => outcome !== 'error');
  }

  /** Whether everything is applied and ready. */
  look({ client }: Cluster): boolean {
    const { missingFor } = loadSimulator();
    this.waiting = this.waiting.filter((object) => missingFor(client, object) !== undefined);
    return this.waiting.length === 0 && this.errors().length === 0;
  }

  /** Notes how it is; `seconds` when it is ready. */
  finish({ client }: Cluster, seconds: number | undefined): StackReport {
    const { explain, missingFor } = loadSimulator();
    // What was ready once may not be any more.
    const unready = this.applied.flatMap((object): Unready[] => {
      const missing = object.outcome === 'error' ? undefined : missingFor(client, object);
      if (missing === undefined) return [];
      const { apiVersion, kind, namespace, name } = object;
      const place = namespace === undefined ? {} : { namespace };
      return [{ apiVersion, kind, ...place, name, missing, evidence: explain(client, object) }];
    });
    const errors = this.errors();
    const isReady = unready.length === 0 && errors.length === 0;
    this.report = {
      name: this.name,
      objects: this.applied.length,
      isReady,
      ...(isReady && seconds !== undefined ? { readyAfterSeconds: seconds } : {}),
      errors,
      warnings: this.applied.flatMap(({ file, warnings }) => warnings.map((message) => ({ file, message }))),
      unready,
    };
    return this.report;
  }

  private errors(): ManifestProblem[] {
    const failed = this.applied.flatMap(({ file, outcome, message = '' }) =>
      outcome === 'error' ? [{ file, message }] : [],
    );
    return [...this.problems, ...failed];
  }
}

interface ReadStack {
  readonly files: StackFiles;
  readonly manifests: readonly Manifest[];
  readonly problems: readonly ManifestProblem[];
}

/** Namespaces that a lesson of several needs and no manifest holds. */
const namespaceOf = (name: string): Manifest => ({
  file: '(generated)',
  object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
});

function applyStacks(session: Session, stacks: readonly ReadStack[], seed: number): LoadingStack[] {
  const { applyManifests } = loadSimulator();
  const wait = (): void => session.cluster.advance('1s');
  const namespaces = [...new Set(stacks.map(({ files }) => files.namespace))].filter((name) => name !== 'default');
  applyManifests(session.handle, namespaces.map(namespaceOf), { wait });
  return stacks.map(({ files, manifests, problems }) => {
    const secrets = files.missingSecrets.map((secret) => generatedSecret(secret, files.namespace, seed));
    const applied = applyManifests(session.handle, [...secrets, ...manifests], { namespace: files.namespace, wait });
    return new LoadingStack(files.name, applied, problems);
  });
}

/**
 * Applies stacks to a cluster and lets its time pass, as fast as it goes, until everything is ready or nothing changes
 * any more. Required Secrets that no manifest holds are made up.
 */
export async function loadStacks(
  session: Session,
  files: readonly StackFiles[],
  seed: number,
  watcher: LoadWatcher,
): Promise<LoadReport> {
  const { readManifests } = loadSimulator();
  const { cluster } = session;
  const beganMs = cluster.nowMs;
  const seconds = (): number => Math.round((cluster.nowMs - beganMs) / 1000);
  const stacks = applyStacks(
    session,
    files.map((each) => ({ files: each, ...readManifests(each.sources) })),
    seed,
  );
  let waiting = stacks;
  for (let second = 0; waiting.length > 0 && second < WATCHED_SECONDS; second++) {
    cluster.advance('1s');
    waiting = waiting.filter((stack) => {
      if (!stack.look(cluster)) return true;
      watcher.onReady(stack.finish(cluster, seconds()));
      return false;
    });
    watcher.onWaiting(
      waiting.map(({ name }) => name),
      stacks.length,
    );
    await nextTurn();
    if (watcher.isInterrupted()) break;
  }
  const { settled, stillChanging } = watcher.isInterrupted()
    ? { settled: false, stillChanging: [] }
    : cluster.settle({ quiet: '30s', limit: '10m' });
  for (const stack of waiting) {
    const report = stack.finish(cluster, seconds());
    if (report.isReady) watcher.onReady(report);
  }
  const reports = stacks.map((stack) => stack.finish(cluster, stack.report?.readyAfterSeconds));
  return {
    isReady: reports.every(({ isReady }) => isReady),
    isSettled: settled,
    stillChanging,
    virtualSeconds: seconds(),
    stacks: reports,
    generatedSecrets: files.flatMap(({ missingSecrets, namespace }) =>
      missingSecrets.map((secret) => ({
        namespace: secret.namespace ?? namespace,
        name: secret.name,
        keys: secret.keys,
      })),
    ),
  };
}
