import type { KubeObject } from '../api';
import type { EventLoop } from '../engine';
import type { Store } from '../store';

/** How long an Event stays after its last write. Source: Kubernetes 1.36, `--event-ttl` of kube-apiserver. */
const LIFETIME_MS = 3_600_000;

/** Events are removed together, once a minute. */
const SWEEP_MS = 60_000;

/** Removes Events an hour after their last write, as the lease of their record does in etcd. */
export function expireEvents(store: Store, loop: EventLoop): void {
  /** Names of written Events by the minute in which they expire. */
  const expiring = new Map<number, Map<string, KubeObject>>();
  const latest = new Map<string, number>();

  function sweep(minute: number): void {
    for (const [key, { metadata }] of expiring.get(minute) ?? []) {
      if (latest.get(key) !== minute) continue; // It has been written again since.
      const { namespace = '', name = '' } = metadata;
      const object = store.get('events', namespace, name);
      if (object !== undefined) store.delete('events', namespace, name, object);
    }
    expiring.delete(minute);
  }

  function note(object: KubeObject): void {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
    const minute = Math.ceil((loop.nowMs + LIFETIME_MS) / SWEEP_MS);
    latest.set(key, minute);
    const bucket = expiring.get(minute);
    if (bucket !== undefined) {
      bucket.set(key, object);
      return;
    }
    expiring.set(minute, new Map([[key, object]]));
    loop.at(minute * SWEEP_MS, () => sweep(minute), { isRoutine: true });
  }

  for (const object of store.list('events')) note(object);
  store.watch('events', store.revision, ({ type, object, namespace, name }) => {
    if (type === 'DELETED') latest.delete(`${namespace}/${name}`);
    else note(object);
  });
}
