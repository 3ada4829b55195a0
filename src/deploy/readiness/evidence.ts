import type { Api } from '../api/api';
import { listObjects, objectPath } from '../api/objects';
import { RefusedError } from '../api/status';
import type { Evidence } from '../apply/event';
import type { Session } from '../connection/session';
import { fieldOf, type KubeObject } from '../objects/object';
import type { Redaction } from '../objects/redaction';

const EVENTS_SHOWN = 3;
const PODS_SHOWN = 2;
const LOG_LINES = 5;

/** Answers of a server that does not reach the node of a Pod: each takes it half a minute. */
const NODE_UNREACHED = [500, 502, 503, 504];

interface KubeEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  /** Null in Events of the scheduler, which have eventTime, and a series when they repeat. */
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly lastObservedTime?: string } | null;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly uid?: string };
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly message?: string };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

/** What is refused is not told: evidence is welcome, and nothing depends on it. */
async function orNothing<Result>(work: Promise<readonly Result[]>): Promise<readonly Result[]> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RefusedError) return [];
    throw error;
  }
}

/** Pods that belong to an object: those that its selector selects; a Pod is its own. */
async function podsOf({ api, discovery }: Session, object: KubeObject): Promise<readonly KubeObject[]> {
  if (object.kind === 'Pod') return [object];
  const selector = fieldOf(object, 'spec', 'selector');
  const labels = fieldOf(selector, 'matchLabels') ?? (object.kind === 'ReplicationController' ? selector : undefined);
  const kind = discovery.find('v1', 'Pod');
  if (kind === undefined || typeof labels !== 'object' || labels === null) return [];
  const labelSelector = Object.entries(labels)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');
  return await orNothing(listObjects(api, kind, { namespace: object.metadata.namespace ?? '', labelSelector }));
}

const isReadyPod = (pod: KubeObject): boolean => {
  const conditions = fieldOf(pod, 'status', 'conditions');
  return Array.isArray(conditions) && conditions.some((each) => each.type === 'Ready' && each.status === 'True');
};

function stateText({ name, state, lastState, restartCount = 0 }: ContainerStatus): string | undefined {
  const { waiting, terminated } = state ?? {};
  const last = lastState?.terminated;
  const ended = terminated ?? last;
  const exit =
    ended === undefined ? '' : `exit code ${ended.exitCode}${ended.reason === undefined ? '' : `, ${ended.reason}`}`;
  if (waiting !== undefined) {
    const message = waiting.message === undefined ? '' : `: ${waiting.message}`;
    return `container ${name} waits, ${waiting.reason ?? 'no reason given'}${message}${exit === '' ? '' : ` (${exit})`}`;
  }
  if (terminated !== undefined) return `container ${name} ended, ${exit}`;
  if (restartCount > 0)
    return `container ${name} was started ${restartCount + 1} times${exit === '' ? '' : ` (${exit})`}`;
  return `container ${name} runs and is not ready`;
}

async function logOf(session: Session, pod: KubeObject, container: ContainerStatus): Promise<readonly string[]> {
  const kind = session.discovery.find('v1', 'Pod');
  if (kind === undefined) return [];
  const hasEnded = container.state?.waiting !== undefined && container.lastState?.terminated !== undefined;
  const wasStarted = hasEnded || container.state?.waiting === undefined;
  if (!wasStarted) return [];
  const { namespace = '', name } = pod.metadata;
  const read = async (api: Api): Promise<string[]> => {
    const { text } = await api.request(
      {
        method: 'GET',
        path: objectPath({ kind, namespace, name }, 'log'),
        query: { container: container.name, tailLines: String(LOG_LINES), ...(hasEnded ? { previous: 'true' } : {}) },
        accept: '*/*',
      },
      { finalCodes: NODE_UNREACHED },
    );
    return text.split('\n').filter((line) => line !== '');
  };
  return await orNothing(read(session.api));
}

async function ofPod(session: Session, pod: KubeObject): Promise<Evidence[]> {
  const about = `Pod ${pod.metadata.name}`;
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap(
    (list) => (fieldOf(pod, 'status', list) as readonly ContainerStatus[] | undefined) ?? [],
  );
  const failing = statuses.filter(({ ready, state }) => ready !== true && state?.terminated?.exitCode !== 0);
  const evidence: Evidence[] = [];
  for (const container of failing) {
    const text = stateText(container);
    if (text !== undefined) evidence.push({ kind: 'container', about, text });
    for (const line of await logOf(session, pod, container)) evidence.push({ kind: 'log', about, text: line });
  }
  return evidence;
}

/** The latest events about any of `uids`, warnings before others. */
async function eventsAbout(
  { api, discovery }: Session,
  namespace: string,
  uids: ReadonlySet<string>,
): Promise<Evidence[]> {
  const kind = discovery.find('v1', 'Event');
  if (kind === undefined) return [];
  const events = (await orNothing(listObjects(api, kind, { namespace }))) as readonly unknown[] as readonly KubeEvent[];
  const about = events.filter(({ involvedObject }) => uids.has(involvedObject?.uid ?? ''));
  const warnings = about.filter(({ type }) => type === 'Warning');
  const timeOf = ({ series, lastTimestamp, eventTime }: KubeEvent): string =>
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '';
  return [...(warnings.length > 0 ? warnings : about)]
    .sort((left, right) => (timeOf(left) < timeOf(right) ? -1 : 1))
    .slice(-EVENTS_SHOWN)
    .map(({ reason = '', message = '', involvedObject = {} }) => ({
      kind: 'event',
      about: `${involvedObject.kind} ${involvedObject.name}`,
      text: `${reason}: ${message}`,
    }));
}

/** What the cluster says about an object that is not ready: its events and those of its Pods, states and last log lines. */
export async function evidenceFor(session: Session, object: KubeObject, redaction: Redaction): Promise<Evidence[]> {
  const pods = (await podsOf(session, object)).filter((pod) => !isReadyPod(pod));
  const owners = pods.flatMap(({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid));
  const uids = new Set([object.metadata.uid ?? '', ...owners, ...pods.map(({ metadata }) => metadata.uid ?? '')]);
  const namespace = object.metadata.namespace ?? 'default';
  const evidence: Evidence[] = [];
  for (const pod of pods.slice(0, PODS_SHOWN)) evidence.push(...(await ofPod(session, pod)));
  evidence.push(...(await eventsAbout(session, namespace, uids)));
  return evidence.map((each) => ({ ...each, text: redaction.clean(each.text) }));
}
