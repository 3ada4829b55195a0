import { parentPort, workerData } from 'node:worker_threads';
import { loadCheck } from '../load';
import type { Answered, Asked } from './check-sets';
import { type CheckedCluster, optionsOf } from './checked-cluster';

/** What a thread does: checks one set after the other. */
const options = optionsOf(workerData as CheckedCluster);
const { checkSet } = loadCheck();

parentPort?.on('message', ({ index, set }: Asked) => {
  const answered: Answered = { index, result: checkSet(set, options) };
  parentPort?.postMessage(answered);
});
