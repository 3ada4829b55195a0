import { StatusError } from '../api';

/**
 * Does `act` for every item, in batches of one, two, four and so on, so that what cannot succeed is not tried often. A
 * batch in which one fails is tried to its end and is the last; its first failure comes back, undefined when all went
 * well. Anything but a StatusError is a defect and is thrown.
 *
 * Source: Kubernetes 1.36, pkg/controller/replicaset/replica_set.go `slowStartBatch`.
 */
export function inSlowStartBatches<Item>(items: readonly Item[], act: (item: Item) => void): StatusError | undefined {
  let failure: StatusError | undefined;
  for (let begin = 0, size = 1; begin < items.length && failure === undefined; begin += size, size *= 2) {
    for (const item of items.slice(begin, begin + size)) {
      try {
        act(item);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        failure ??= error;
      }
    }
  }
  return failure;
}
