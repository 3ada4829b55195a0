import { createHash } from 'node:crypto';
import type { ServedKind } from '../api/discovery';
import { listObjects } from '../api/objects';
import { isRefusal } from '../api/status';
import type { Session } from '../connection/session';
import { forEachFairly } from '../objects/fair-pool';
import { displayName, fieldOf, type KubeObject, keyOf } from '../objects/object';
import { WaitingClaims } from '../readiness/claims';
import { conditionOf } from '../readiness/conditions';
import { judge } from '../readiness/wait';
import { parentsOf } from '../set/environment-sets';
import { recordIn, type RolloutRecord } from './record';

/** Labels that synthesis gives to every object outside of lessons; whoever applied it, they are there. */
const ENVIRONMENT_LABEL = 'workshop-stacks/environment';
const VERSION_LABEL = 'workshop-stacks/version';
const STACK_LABEL = 'app.kubernetes.io/part-of';

/** Kinds that tell the version of a stack, and whether it works. Secrets are not looked at. */
const TELLING: readonly (readonly [string, string])[] = [
  ['v1', 'Namespace'],
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['v1', 'PersistentVolumeClaim'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['networking.k8s.io/v1', 'Ingress'],
];

/** Claims outlive the version that made them. */
const OUTLIVING = 'PersistentVolumeClaim';

/** What a cluster has of a stack in an environment. */
export interface LiveStack {
  readonly stack: string;
  /** Versions that its objects bear, in order: several while one takes the place of another, none when nothing is there. */
  readonly versions: readonly string[];
  /** Number of objects that were looked at. */
  readonly objects: number;
  /** The first object that is not ready, and why. @default - all are ready */
  readonly unready?: string;
  /** Changes when a Deployment was not available, or was made again. */
  readonly steady: string;
  /** What the latest rollout left. @default - none was here */
  readonly record?: RolloutRecord;
}

/** What to look at. */
export interface LiveScope {
  readonly environment: string;
  /** Name of the parents of its sets. */
  readonly setName: string;
  /** Namespaces of its stacks, by stack. */
  readonly namespaces: ReadonlyMap<string, string>;
}

const LISTS_AT_ONCE = 5;

/** Objects of a kind that belong to the environment: of the whole cluster, or by namespace where only that is allowed. */
async function labelled(
  session: Session,
  kind: ServedKind,
  { environment, namespaces }: LiveScope,
): Promise<KubeObject[]> {
  const isMetadataOnly = kind.kind === 'ConfigMap' && kind.group === '';
  const scope = { labelSelector: `${ENVIRONMENT_LABEL}=${environment}`, isMetadataOnly };
  try {
    return await listObjects(session.api, kind, scope);
  } catch (error) {
    if (!isRefusal(error, 403)) throw error;
    if (!kind.isNamespaced) return [];
  }
  const lists: KubeObject[] = [];
  for (const namespace of new Set(namespaces.values())) {
    lists.push(...(await listObjects(session.api, kind, { ...scope, namespace })));
  }
  return lists;
}

const isBefore = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function steadyMark(objects: readonly KubeObject[]): string {
  const marks = objects
    .filter(({ kind }) => kind === 'Deployment')
    .map((object) => {
      const available = conditionOf(object, 'Available');
      return `${object.metadata.uid} ${available?.status} ${String(fieldOf(available, 'lastTransitionTime'))}`;
    });
  return createHash('sha256').update(marks.sort().join('\n')).digest('hex').slice(0, 16);
}

/** Released versions by number, others behind them. */
export function byVersion(left: string, right: string): number {
  const number = (version: string): number => Number(/^v(\d+)$/.exec(version)?.[1] ?? Infinity);
  const [first, second] = [number(left), number(right)];
  return first === second ? isBefore(left, right) : first - second;
}

async function liveStack(
  stack: string,
  objects: readonly KubeObject[],
  record: RolloutRecord | undefined,
  claims: WaitingClaims,
): Promise<LiveStack> {
  let unready: string | undefined;
  for (const object of objects) {
    const readiness = await judge(object, claims);
    if (readiness.state === 'ready') continue;
    unready = `${displayName(keyOf(object))}: ${readiness.message}`;
    break;
  }
  const telling = objects.filter(({ kind }) => kind !== OUTLIVING);
  const versions = new Set(telling.flatMap(({ metadata }) => metadata.labels?.[VERSION_LABEL] ?? []));
  return {
    stack,
    versions: [...versions].sort(byVersion),
    objects: objects.length,
    ...(unready === undefined ? {} : { unready }),
    steady: steadyMark(objects),
    ...(record === undefined ? {} : { record }),
  };
}

/**
 * Reads which version of its stacks an environment has in a cluster, whoever brought it there, and how ready they are.
 *
 * @returns one for each stack of `scope`, in that order.
 * @throws ClusterError, RefusedError when the cluster does not say.
 */
export async function readLive(session: Session, scope: LiveScope): Promise<LiveStack[]> {
  const { setName, namespaces } = scope;
  const configMaps = session.discovery.find('v1', 'ConfigMap');
  const parents =
    configMaps === undefined ? [] : await parentsOf(session, configMaps, setName, [...new Set(namespaces.values())]);
  const kinds = TELLING.flatMap(([version, kind]) => session.discovery.find(version, kind) ?? []);
  const found: KubeObject[] = [];
  await forEachFairly(kinds, { limit: LISTS_AT_ONCE, groupOf: () => '' }, async (kind) => {
    found.push(...(await labelled(session, kind, scope)));
  });
  const nameOf = (object: KubeObject): string => displayName(keyOf(object));
  found.sort((left, right) => isBefore(nameOf(left), nameOf(right)));
  const claims = new WaitingClaims(session);
  const stacks: LiveStack[] = [];
  for (const [stack, namespace] of namespaces) {
    const objects = found.filter(({ metadata }) => metadata.labels?.[STACK_LABEL] === stack);
    const parent = parents.find(({ metadata }) => metadata.namespace === namespace);
    stacks.push(await liveStack(stack, objects, recordIn(parent?.metadata.annotations), claims));
  }
  return stacks;
}
