import { type Difference, MOMENT, OTHERS, ROLLOUT, RUNTIME } from './difference';

/** For the exercises of the book. */
export const differencesOfKuar: Readonly<Record<string, readonly Difference[]>> = {
  'KUAR03-03': [{ reason: 'the components of the recording listen elsewhere', places: [0] }],
  'KUAR03-04': [{ reason: OTHERS, places: [2] }],
  'KUAR04-01': [{ reason: OTHERS, places: [1] }],
  'KUAR04-03': [
    { reason: RUNTIME, places: [2] },
    { reason: 'raw JSON has its fields in the order in which they were written', places: [5] },
  ],
  // kuard ends with 2 when it is told to.
  'KUAR04-04': [{ reason: RUNTIME, places: [0] }],
  'KUAR04-05': [{ reason: RUNTIME, places: [9] }],
  'KUAR05-01': [{ reason: RUNTIME, places: [2] }],
  'KUAR05-12': [{ reason: OTHERS, places: [3] }],
  'KUAR05-13': [{ reason: RUNTIME, places: [2] }],
  // There is no such NFS server: the Pod waits for its volume.
  'KUAR05-17': [{ reason: RUNTIME, places: [1, 2, 3] }],
  'KUAR06-04': [{ reason: RUNTIME, places: [3] }],
  'KUAR07-07': [{ reason: MOMENT, places: [0, 3, 4] }],
  'KUAR07-08': [{ reason: MOMENT, places: [1, 2] }],
  'KUAR08-01': [
    { reason: RUNTIME, places: [3] },
    { reason: 'the namespace goes first, and takes the others with it sooner or later', places: [4] },
  ],
  'KUAR09-02': [{ reason: 'the agents of the recording have another name as field managers', places: [3] }],
  'KUAR10-12': [
    // There its status seems to have been that of before minReadySeconds; here it is forgotten once the rollout is complete.
    { reason: 'an old ReplicaSet is forgotten before minReadySeconds are over', places: [5] },
  ],
  'KUAR10-13': [{ reason: ROLLOUT, places: [2, 3, 4] }],
  'KUAR10-14': [{ reason: ROLLOUT, places: [1, 4, 5, 6] }],
  'KUAR10-18': [{ reason: RUNTIME, places: [1] }],
  'KUAR11-05': [{ reason: MOMENT, places: [6] }],
  // fluentd takes its time to end.
  'KUAR11-06': [{ reason: RUNTIME, places: [8] }],
  'KUAR12-02': [{ reason: RUNTIME, places: [7] }],
  'KUAR12-03': [{ reason: RUNTIME, places: [7, 8] }],
  'KUAR12-04': [{ reason: RUNTIME, places: [1, 3] }],
  'KUAR12-05': [{ reason: RUNTIME, places: [1, 2, 3] }],
  'KUAR12-08': [{ reason: RUNTIME, places: [3, 4, 5, 6] }],
  'KUAR12-09': [{ reason: RUNTIME, places: [1] }],
  'KUAR12-10': [{ reason: RUNTIME, places: [12, 13] }],
  // mysql waits for an NFS server that there is not.
  'KUAR15-06': [{ reason: RUNTIME, places: [2, 3] }],
  'KUAR15-08': [
    { reason: OTHERS, places: [6] },
    { reason: RUNTIME, places: [13, 14] },
    { reason: 'the watches of the recording print the time of the day', places: [17, 18] },
  ],
  'KUAR15-11': [{ reason: MOMENT, places: [1, 7, 8, 9, 10] }],
  // mongod takes its time to end.
  'KUAR15-15': [{ reason: RUNTIME, places: [1, 7] }],
  // Without a name server nobody finds redis-0.
  'KUAR17-09': [{ reason: RUNTIME, places: [2, 4, 5] }],
  'KUARA-02': [
    { reason: OTHERS, places: [8, 9, 10, 11, 12, 19, 27] },
    { reason: RUNTIME, places: [2] },
  ],
};
