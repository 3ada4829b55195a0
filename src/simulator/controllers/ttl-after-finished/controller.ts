import { splitKey, keyOf, WorkQueue, type Controller } from '../../client';
import { expiryMs } from './decide-expiry';

/**
 * Deletes finished Jobs, and with them their Pods, when their time to live is over.
 * Source: Kubernetes 1.36, pkg/controller/ttlafterfinished/ttlafterfinished_controller.go.
 */
export const ttlAfterFinishedController: Controller = {
  name: 'ttl-after-finished-controller',
  start({ client, loop, trace }) {
    const queue = new WorkQueue(loop, (key) => {
      const job = client.get('batch/jobs', ...splitKey(key));
      const timeMs = job === undefined ? undefined : expiryMs(job);
      if (job === undefined || timeMs === undefined) return;
      if (timeMs > loop.nowMs) {
        // Nobody waits for a Job to be cleared away.
        queue.addAfter(key, timeMs - loop.nowMs, true);
        return;
      }
      const { namespace, name, uid } = job.metadata;
      trace(job, 'deleted: its time to live is over');
      client.delete('batch/jobs', namespace, name, { uid, propagationPolicy: 'Foreground' });
    });
    client.watch('batch/jobs', ({ type, object: job }) => {
      if (type !== 'DELETED' && expiryMs(job) !== undefined) queue.add(keyOf(job));
    });
  },
};
