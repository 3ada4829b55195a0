import { parentPort, workerData } from 'node:worker_threads';
import { optimizeLess } from '../simulator-bundle';
import { checkAt, type CheckPlace } from './check-place';
import type { Answered, Asked } from './check-threads';

/** What a thread does: checks one set after the other. What fails ends it, and is told. */
const checking = checkAt(workerData as CheckPlace);

async function answer({ index, set }: Asked): Promise<void> {
  const check = await checking;
  optimizeLess();
  const answered: Answered = { index, result: check(set) };
  parentPort?.postMessage(answered);
}

parentPort?.on('message', (asked: Asked) => void answer(asked));
