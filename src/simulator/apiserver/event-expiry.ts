import type { KubeObject } from '../api';
import type { EventLoop } from '../engine';
import type { Store } from '../store';

/** How long an Event stays after its last write. Source: Kubernetes 1.36, `--event-ttl` of kube-apiserver. */
const LIFETIME_MS = 3_600_000;

/** Events are removed together, once a minute. */
const SWEEP_MS = 60_000;

/** Removes Events an hour after their last write, as the lease of their record does in etcd. */
export function expireEvents(store: Store, loop: EventLoop): void {
  /** Events as they were written, by the minute in which they expire. */
  const expiring = new Map<number, KubeObject[]>();

  function sweep(minute: number): void {
    for (const written of expiring.get(minute) ?? []) {
      const { namespace = '', name = '' } = written.metadata;
      // One that has been written again since is another object.
      if (store.get('events', namespace, name) === written) store.delete('events', namespace, name, written);
    }
    expiring.delete(minute);
  }

  function note(object: KubeObject): void {
    const minute = Math.ceil((loop.nowMs + LIFETIME_MS) / SWEEP_MS);
    const bucket = expiring.get(minute);
    if (bucket === undefined) begin(minute, object);
    else bucket.push(object);
  }

  function begin(minute: number, object: KubeObject): void {
    expiring.set(minute, [object]);
    loop.at(minute * SWEEP_MS, () => sweep(minute), { isRoutine: true });
  }

  for (const object of store.list('events')) note(object);
  store.watch('events', store.revision, ({ type, object }) => {
    if (type !== 'DELETED') note(object);
  });
}
