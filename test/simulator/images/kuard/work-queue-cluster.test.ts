import { stackCalled } from '../../../support/whole-program';
import { WorkshopCluster } from '../workshop-cluster';

const workQueue = stackCalled('kuar-work-queue');
const ITEMS = 100;

interface Stats {
  readonly queues: readonly { readonly depth: number; readonly enqueued: number; readonly dequeued: number }[];
}

/** The queue of the lesson, with a hundred items, before its consumers come. */
function filled(): WorkshopCluster {
  const workshop = new WorkshopCluster(3);
  workshop.deploy(workQueue, undefined, ['Job/consumers']);
  workshop.cluster.advance('1m');
  workshop.ask('queue', 8080, '/memq/server/queues/keygen', '', 'PUT');
  for (let item = 0; item < ITEMS; item += 1) {
    workshop.ask('queue', 8080, '/memq/server/queues/keygen/enqueue', `work-item-${item}`);
  }
  workshop.again(workQueue, undefined, 'Job/consumers');
  return workshop;
}

const stats = (workshop: WorkshopCluster): Stats['queues'][number] | undefined =>
  (JSON.parse(workshop.ask('queue', 8080, '/memq/server/stats').text) as Stats).queues[0];

/** Keys that the logs of the consumers tell of. */
const done = (workshop: WorkshopCluster): number =>
  workshop.cluster.client
    .list('pods', 'default')
    .filter(({ metadata }) => metadata.name.startsWith('consumers-'))
    .reduce((sum, { metadata }) => sum + (workshop.logs(metadata.name).match(/Item done: /g)?.length ?? 0), 0);

const job = (workshop: WorkshopCluster) => workshop.cluster.client.get('batch/jobs', 'default', 'consumers')?.status;

test('five consumers share a hundred items and end when there are none', () => {
  const workshop = filled();
  workshop.cluster.advance('10m');
  expect([stats(workshop), done(workshop)]).toEqual([
    expect.objectContaining({ depth: 0, enqueued: ITEMS, dequeued: ITEMS }),
    ITEMS,
  ]);
});

test('the item of a consumer that is killed is lost, and another one takes its place', () => {
  const workshop = filled();
  workshop.cluster.advance('5s');
  expect(done(workshop)).toBeGreaterThan(0);
  const killed = workshop.pod('consumers-').metadata.name;
  const doneByKilled = workshop.logs(killed).match(/Item done: /g)?.length ?? 0;
  workshop.deletePod(killed, true);
  // A Job waits ten seconds after a Pod that failed.
  workshop.cluster.advance('15s');
  expect(job(workshop)).toMatchObject({ active: 5, failed: 1 });
  workshop.cluster.advance('10m');
  expect(stats(workshop)).toMatchObject({ depth: 0, dequeued: ITEMS });
  expect(done(workshop) + doneByKilled).toBe(ITEMS - 1);
  expect(job(workshop)).toMatchObject({ succeeded: 5, failed: 1 });
});
