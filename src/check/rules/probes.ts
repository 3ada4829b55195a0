import type { Kinds } from '../../simulator';
import type { CheckContext } from '../context';
import { isReady } from './containers';
import type { Rule } from './rule';

type Pod = Kinds['pods'];
type Container = Pod['spec']['containers'][number];
type Probe = NonNullable<Container['readinessProbe']>;

const FAILED = /^(Readiness|Liveness|Startup) probe (?:failed|errored[^:]*): ([^]*)$/;

const FIELDS = { Readiness: 'readinessProbe', Liveness: 'livenessProbe', Startup: 'startupProbe' } as const;

/** `GET /ready on port 8080`. */
function probeText(probe: Probe | undefined): string {
  if (probe?.httpGet !== undefined) return `GET ${probe.httpGet.path ?? '/'} on port ${probe.httpGet.port}`;
  if (probe?.tcpSocket !== undefined) return `connection to port ${probe.tcpSocket.port}`;
  if (probe?.exec !== undefined) return `command ${(probe.exec.command ?? []).join(' ')}`;
  return 'gRPC call';
}

const cureOf = (probe: Probe | undefined): string =>
  probe?.exec === undefined
    ? 'probe a port and path at which the program answers with 200 to 399 once it works'
    : 'run a command that the image has and that ends with 0 once the program works';

/** `web` of `spec.containers{web}`. */
const containerOf = (fieldPath = ''): string => /\{(.*)\}/.exec(fieldPath)?.[1] ?? '';

/** A probe that failed, as an Event tells. */
interface Failure {
  readonly type: keyof typeof FIELDS;
  readonly container: string;
  readonly detail: string;
  /** When it was last seen, virtual milliseconds since 1970. */
  readonly lastMs: number;
}

function failuresOf(context: CheckContext, pod: Pod): Failure[] {
  return context.warnings(pod).flatMap(({ reason, message = '', involvedObject, lastTimestamp = '' }): Failure[] => {
    const [, type, detail = ''] = (reason === 'Unhealthy' ? FAILED.exec(message) : null) ?? [];
    if (type === undefined) return [];
    return [
      {
        type: type as keyof typeof FIELDS,
        container: containerOf(involvedObject.fieldPath),
        detail,
        lastMs: Date.parse(lastTimestamp),
      },
    ];
  });
}

const probeOf = ({ spec }: Pod, { type, container }: Failure): Probe | undefined =>
  spec.containers.find(({ name }) => name === container)?.[FIELDS[type]];

/** Whether a container was ended because of a probe. */
const wasKilled = (context: CheckContext, { metadata }: Pod, container: string): boolean =>
  context.client
    .list('events', metadata.namespace)
    .some(
      ({ reason, message = '', involvedObject }) =>
        reason === 'Killing' &&
        involvedObject.uid === metadata.uid &&
        message.startsWith(`Container ${container} failed `),
    );

/** Longest virtual time that is waited for a verdict. */
const VERDICT_SECONDS_MAX = 120;

/** Seconds until a liveness probe that fails from now on ends its container. Source: core/v1 defaults of probes. */
const secondsToVerdict = ({ periodSeconds = 10, failureThreshold = 3, timeoutSeconds = 1 }: Probe): number =>
  (periodSeconds + timeoutSeconds) * failureThreshold + 1;

/** Virtual seconds until it is known whether a failing probe ends its container; 0 when it has passed since, or has ended it. */
function secondsToWait(context: CheckContext, pod: Pod, failure: Failure): number {
  const probe = failure.type === 'Liveness' ? probeOf(pod, failure) : undefined;
  if (probe === undefined || wasKilled(context, pod, failure.container)) return 0;
  const { periodSeconds = 10, timeoutSeconds = 1 } = probe;
  const isRecent = context.cluster.nowMs - failure.lastMs <= (periodSeconds + timeoutSeconds + 1) * 1000;
  return isRecent ? secondsToVerdict(probe) : 0;
}

/** Pods that get connections while a liveness probe fails: time tells whether it was the first moment only. */
function awaitVerdicts(context: CheckContext): void {
  const ready = context.pods().filter(({ pod }) => isReady(pod));
  const waits = ready.flatMap(({ pod }) =>
    failuresOf(context, pod).map((failure) => secondsToWait(context, pod, failure)),
  );
  const seconds = Math.min(VERDICT_SECONDS_MAX, Math.max(0, ...waits));
  if (seconds > 0) context.cluster.advance(`${seconds}s`);
}

/** Whether a failure is no passing one. */
function isLasting(context: CheckContext, pod: Pod, { type, container }: Failure): boolean {
  const isKilled = wasKilled(context, pod, container);
  // A container that starts anew passes for ready until its probe has failed often enough.
  if (isReady(pod)) return type === 'Liveness' && isKilled;
  const status = pod.status.containerStatuses?.find(({ name }) => name === container);
  const ended = status?.lastState?.terminated ?? status?.state?.terminated;
  // A program that ends by itself answers no probe either: that is another rule's.
  return ended === undefined || isKilled;
}

/** Probes that never pass. */
export const probes: Rule = {
  id: 'probe',
  finds: 'probes that can never pass: the container is never ready, or is restarted again and again',
  check: (context) => {
    awaitVerdicts(context);
    for (const { pod, root } of context.pods()) {
      for (const failure of failuresOf(context, pod)) {
        if (!isLasting(context, pod, failure)) continue;
        const { type, container, detail } = failure;
        const probe = probeOf(pod, failure);
        context.report(
          'probe',
          root,
          {
            message: `${type.toLowerCase()} probe of container '${container}' (${probeText(probe)}) never passes: ${detail.trim()}`,
            cure: cureOf(probe),
          },
          container,
        );
      }
    }
  },
};
