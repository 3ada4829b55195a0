import { type Difference, MOMENT, OTHERS, ROLLOUT, RUNTIME } from './difference';
import { differencesOfKuar } from './differences-kuar';

/** Commands that print something else here and why, by exercise. Everything else is equal. */
export const differences: Readonly<Record<string, readonly Difference[]>> = {
  // The recording shows the init container at work; here the migration is over at once, or does not find its database.
  'AWSME-25': [{ reason: RUNTIME, places: [2, 3] }],
  'AWSME-27': [{ reason: RUNTIME, places: [2] }],
  'AWSME-29': [{ reason: RUNTIME, places: [4] }],
  'COINS-04': [{ reason: MOMENT, places: [2] }],
  'COINS-10': [{ reason: MOMENT, places: [2] }],
  'COINS-15': [{ reason: MOMENT, places: [3] }],
  'COINS-21': [{ reason: ROLLOUT, places: [15] }],
  // rng does not hear of the signal, and takes its thirty seconds to end.
  'COINS-24': [{ reason: RUNTIME, places: [11] }],
  'COINS-25': [{ reason: ROLLOUT, places: [0] }],
  'COINS-27': [{ reason: ROLLOUT, places: [1, 2, 3, 4] }],
  'COINS-28': [{ reason: ROLLOUT, places: [3] }],
  'COINS-29': [{ reason: ROLLOUT, places: [1] }],
  'COINS-31': [{ reason: ROLLOUT, places: [2, 3, 4] }],
  'COINS-32': [{ reason: OTHERS, places: [3] }],
  // Without the Services, which the recording did not apply, or without a name server, which it did not have, the worker does
  // not find redis and db, and ends.
  'VOTE-09': [{ reason: RUNTIME, places: [1, 2] }],
  'VOTE-11': [{ reason: RUNTIME, places: [1, 3] }],
  'VOTE-13': [{ reason: RUNTIME, places: [4, 5] }],
  'VOTE-14': [{ reason: RUNTIME, places: [2] }],
  'VOTE-15': [{ reason: RUNTIME, places: [1] }],
  'VOTE-16': [{ reason: RUNTIME, places: [1, 2] }],
  'VOTE-18': [{ reason: RUNTIME, places: [1, 4] }],
  'VOTE-19': [{ reason: RUNTIME, places: [2, 4, 5] }],
  'VOTE-20': [{ reason: RUNTIME, places: [2] }],
  'VOTE-22': [{ reason: RUNTIME, places: [1, 2] }],
  ...differencesOfKuar,
};

/** Whether the command at a place of an exercise is known to differ. */
export const mayDiffer = (id: string, place: number): boolean =>
  differences[id]?.some(({ places }) => places.includes(place)) === true;
