import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CheckedSet, CheckResult } from '../../check';
import { loadCheck } from '../load';
import { chosenImages } from '../chosen-images';
import { type CheckedCluster, optionsOf } from './checked-cluster';

/** Where sets are checked, in words that a thread can be told. */
export interface CheckPlace {
  readonly cluster: CheckedCluster;
  /** Module with images of a team. */
  readonly imagesFile: string | undefined;
}

/** What a thread is asked, and what it answers; the number is the place of the set among all. */
export interface Asked {
  readonly index: number;
  readonly set: CheckedSet;
}
export interface Answered {
  readonly index: number;
  readonly result: CheckResult;
}

/** What a thread runs: compiled code, absent beside sources. */
const THREAD_FILE = join(__dirname, 'check-thread.js');

/** More threads gain little, and each has a cluster and a compiler of its own. */
const THREADS_MAX = 8;

/** What checks sets, one after the other. */
export async function checkAt({ cluster, imagesFile }: CheckPlace): Promise<(set: CheckedSet) => CheckResult> {
  const images = await chosenImages(imagesFile);
  const options = { ...optionsOf(cluster), images };
  const { checkSet } = loadCheck();
  return (set) => checkSet(set, options);
}

const sizeOf = ({ stacks }: CheckedSet): number => stacks.reduce((sum, { manifests }) => sum + manifests.length, 0);

/** Results of sets by their place; each is there as soon as some thread has it. */
function inThreads(sets: readonly CheckedSet[], place: CheckPlace, count: number): Promise<CheckResult>[] {
  // The largest begins first: nobody waits for it alone at the end.
  const waiting = sets.map((set, index): Asked => ({ index, set })).sort((a, b) => sizeOf(b.set) - sizeOf(a.set));
  const settle: { resolve: (result: CheckResult) => void; reject: (error: unknown) => void }[] = [];
  const results = sets.map(
    (_, index) => new Promise<CheckResult>((resolve, reject) => (settle[index] = { resolve, reject })),
  );
  // Who asks for them in their order hears of a failure when it is its turn.
  for (const result of results) result.catch(() => undefined);
  const threads = Array.from({ length: count }, () => new Worker(THREAD_FILE, { workerData: place }));
  for (const thread of threads) {
    const next = (): void => {
      const asked = waiting.shift();
      if (asked === undefined) void thread.terminate();
      else thread.postMessage(asked);
    };
    thread.on('message', ({ index, result }: Answered) => {
      settle[index]?.resolve(result);
      next();
    });
    thread.on('error', (error) => {
      for (const each of settle) each.reject(error);
      for (const each of threads) void each.terminate();
    });
    next();
  }
  return results;
}

/**
 * Checks sets, each on a cluster of its own, and several at a time where there are processors for them. Results come in the
 * order of the sets, and are the same however many processors there are.
 *
 * @throws whatever a check throws.
 */
export async function* checkSets(sets: readonly CheckedSet[], place: CheckPlace): AsyncGenerator<CheckResult> {
  const count = Math.min(availableParallelism(), sets.length, THREADS_MAX);
  if (count > 1 && existsSync(THREAD_FILE)) {
    for (const result of inThreads(sets, place, count)) yield await result;
    return;
  }
  const check = await checkAt(place);
  for (const set of sets) yield check(set);
}
