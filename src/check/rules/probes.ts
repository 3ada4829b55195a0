import type { Kinds } from '../../simulator';
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

/** Probes that never pass. */
export const probes: Rule = {
  id: 'probe',
  finds: 'probes that can never pass: the container is never ready, or is restarted again and again',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      if (isReady(pod)) continue;
      const warnings = context.warnings(pod);
      for (const { reason, message = '', involvedObject } of warnings) {
        const [, type, detail = ''] = (reason === 'Unhealthy' ? FAILED.exec(message) : null) ?? [];
        if (type === undefined) continue;
        const name = containerOf(involvedObject.fieldPath);
        const status = pod.status.containerStatuses?.find((each) => each.name === name);
        const ended = status?.lastState?.terminated ?? status?.state?.terminated;
        // A program that ends by itself answers no probe either: that is another rule's.
        if (ended !== undefined && !wasKilled(context.client.list('events', pod.metadata.namespace), pod, name))
          continue;
        const probe = pod.spec.containers.find((each) => each.name === name)?.[FIELDS[type as keyof typeof FIELDS]];
        context.report(
          'probe',
          root,
          {
            message: `${type.toLowerCase()} probe of container '${name}' (${probeText(probe)}) never passes: ${detail.trim()}`,
            cure: cureOf(probe),
          },
          name,
        );
      }
    }
  },
};

/** Whether a container was ended because of a probe. */
const wasKilled = (events: readonly Kinds['events'][], pod: Pod, container: string): boolean =>
  events.some(
    ({ reason, message = '', involvedObject }) =>
      reason === 'Killing' &&
      involvedObject.uid === pod.metadata.uid &&
      message.startsWith(`Container ${container} failed `),
  );
