/** Why commands of a transcript print something else here. */
export interface Difference {
  readonly reason: string;
  /** Places of the commands in the transcript, from 0. */
  readonly places: readonly number[];
}

/** Programs start at once there, and images are pulled here: what is shown lasts for less than a second. */
export const MOMENT = 'a moment that lasts for less than a second';

/** Each step is decided by who is ready at that moment, and clients of controllers are slowed down in a real cluster. */
export const ROLLOUT = 'which Pods become ready together decides the steps of a rollout';

/** Exercises of all groups were recorded at the same time in one cluster. */
export const OTHERS = 'what other exercises had in the cluster';

/** Containers run for ever, or end when an annotation says so; every image exists; every probe succeeds at once. */
export const RUNTIME = 'the stand-in runtime of the recording treats containers in its own way';
