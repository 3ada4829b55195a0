import type { Job, Pod } from '../../../src/simulator/api';
import { controllerUidOf, isActive } from '../observed-pods';
import type { Rules, World } from '../world';

const INDEX = 'batch.kubernetes.io/job-completion-index';

const indexOf = ({ metadata }: Pod): string | undefined => metadata.annotations?.[INDEX];

const isTrue = ({ status }: Job, wanted: string): boolean =>
  status.conditions?.some(({ type, status: value }) => type === wanted && value === 'True') === true;

const isOver = (job: Job): boolean => isTrue(job, 'Complete') || isTrue(job, 'Failed');

/** Indexes of a text such as `0-2,5`. */
function indexesOf(text = ''): Set<string> {
  const indexes = new Set<string>();
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [first = '', last = first] = part.split('-');
    for (let index = Number(first); index <= Number(last); index += 1) indexes.add(String(index));
  }
  return indexes;
}

/**
 * Jobs: never more active Pods than parallelism and completions allow, none once it is over or suspended; successes and
 * failures are never taken back and each Pod counts once; what is over stays so, in one way only.
 */
export function jobRules(world: World): Rules {
  /** UIDs of Pods that have succeeded, by the UID of their Job. */
  const successes = new Map<string, Set<string>>();

  function checkMade(job: Job, pod: Pod): void {
    const { name } = job.metadata;
    const { parallelism = 1, completions = Infinity, suspend } = job.spec;
    const active = world.podsOf(job.metadata.uid).filter(isActive);
    const max = Math.min(parallelism, completions - (job.status.succeeded ?? 0));
    if (active.length > max) world.violate(`Job ${name} makes ${active.length} Pods, allowed are ${max}`);
    if (isOver(job) || suspend === true) world.violate(`Job ${name} makes a Pod although it is over or suspended`);
    const index = indexOf(pod);
    if (index === undefined) return;
    const isTaken = active.some((each) => each !== pod && indexOf(each) === index);
    if (isTaken || indexesOf(job.status.completedIndexes).has(index)) {
      world.violate(`Job ${name} makes another Pod of index ${index}`);
    }
  }

  function checkCounts(job: Job, previous: Job): void {
    const { name, uid } = job.metadata;
    const { succeeded = 0, failed = 0 } = job.status;
    const before = previous.status;
    if (succeeded < (before.succeeded ?? 0) || failed < (before.failed ?? 0)) {
      world.violate(`Job ${name} takes back what it counted: ${succeeded} succeeded, ${failed} failed`);
    }
    const ended = successes.get(uid)?.size ?? 0;
    if (succeeded > ended) world.violate(`Job ${name} counts ${succeeded} successes, ${ended} Pods succeeded`);
    if (isOver(previous) && !isOver(job)) world.violate(`Job ${name} is over no more`);
    if (isTrue(job, 'Complete') && isTrue(job, 'Failed')) world.violate(`Job ${name} is complete and failed`);
    if (isTrue(job, 'Complete') && succeeded < (job.spec.completions ?? 1)) {
      world.violate(`Job ${name} is complete with ${succeeded} successes`);
    }
  }

  return {
    on: {
      pods: ({ type, object }) => {
        if (object.status.phase === 'Succeeded') {
          const uid = controllerUidOf(object);
          successes.set(uid, (successes.get(uid) ?? new Set()).add(object.metadata.uid));
        }
        if (type !== 'ADDED') return;
        const job = world.ownerOf('batch/jobs', object);
        if (job !== undefined) checkMade(job, object);
      },
      'batch/jobs': ({ type, object, previous }) => {
        if (type === 'MODIFIED' && previous !== undefined) checkCounts(object, previous);
      },
    },
    atRest() {
      for (const job of world.list('batch/jobs')) {
        const { name, uid } = job.metadata;
        const active = world.podsOf(uid).filter(isActive).length;
        if (!isOver(job)) world.violate(`Job ${name} does not end: ${JSON.stringify(job.status)}`);
        if (active > 0) world.violate(`Job ${name} is over and has ${active} active Pods`);
      }
    },
  };
}
