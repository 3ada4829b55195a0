import {
  StatusError,
  toTimestamp,
  type ApiClient,
  type Event,
  type KubeObject,
  type NewMeta,
  type NewObject,
  type ObjectReference,
} from '../api';
import type { EventLoop } from '../engine';
import { EVENT_SUBJECTS_MAX, EventCorrelator } from './event-correlator';
import type { EventRecorder, EventSubject, EventType } from './event-recorder';
import { RecentMap } from './recent-map';

/** Who writes Events. */
export interface EventSource {
  /** `deployment-controller`, `kubelet`. */
  readonly component: string;
  /** Node of an agent. @default - a component of the control plane */
  readonly host?: string;
}

/** Longest message of an Event. Source: Kubernetes 1.36, core/validation/events.go. */
const MESSAGE_MAX = 1024;

/** Source: Kubernetes 1.36, client-go/tools/events/event_broadcaster.go `finishTime`. */
const SERIES_MS = 6 * 60_000;

/** Draws the number that makes the name of an Event its own; shared by all recorders of a cluster. */
export type EventNumber = () => number;

/** How the API answers a time that is not set and that it does not leave out. */
const NO_TIME = null as unknown as string;

const isSubject = (subject: KubeObject | EventSubject): subject is EventSubject => 'object' in subject;

function referenceTo(subject: KubeObject | EventSubject): ObjectReference {
  const { object, fieldPath } = isSubject(subject) ? subject : { object: subject, fieldPath: undefined };
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

/** Writes the Events of one component through `client`. */
export class ClusterEventRecorder implements EventRecorder {
  private readonly correlator = new EventCorrelator();
  /** Names of written Events by what they say, for those that repeat it. */
  private readonly written = new RecentMap<string>(EVENT_SUBJECTS_MAX);

  constructor(
    private readonly client: ApiClient,
    private readonly loop: EventLoop,
    private readonly source: EventSource,
    private readonly nextNumber: EventNumber,
  ) {}

  event(subject: KubeObject | EventSubject, type: EventType, reason: string, message: string): void {
    const about = referenceTo(subject);
    const object = [about.kind, about.namespace, about.name, about.uid].join('/');
    const correlated = this.correlator.correlate(
      { sourceKey: object, similarKey: `${object}/${type}/${reason}`, message: cut(message) },
      this.loop.nowMs,
    );
    if (correlated.isSpam) return;
    // Containers of one Pod may say the same.
    const key = `${correlated.key}\n${about.fieldPath ?? ''}`;
    this.record(key, about, (known) => {
      if (known === undefined) return this.create(this.counted(about, type, reason, correlated.message));
      const { count = 1 } = known;
      const lastTimestamp = toTimestamp(this.loop.nowMs);
      return this.client.update('events', { ...known, count: count + 1, lastTimestamp, message: correlated.message });
    });
  }

  eventf(
    subject: KubeObject | EventSubject,
    related: KubeObject | undefined,
    type: EventType,
    reason: string,
    action: string,
    message: string,
  ): void {
    const about = referenceTo(subject);
    const other = related === undefined ? undefined : referenceTo(related);
    this.record(JSON.stringify([type, action, reason, about, other]), about, (known) => {
      const lastObservedTime = toMicroTime(this.loop.nowMs);
      if (known !== undefined && this.isRecent(known)) {
        return this.client.update('events', {
          ...known,
          series: { count: (known.series?.count ?? 1) + 1, lastObservedTime },
        });
      }
      return this.create({
        metadata: this.metadata(about),
        involvedObject: about,
        type,
        reason,
        message: cut(message),
        eventTime: lastObservedTime,
        action,
        source: {},
        reportingComponent: this.source.component,
        reportingInstance: `${this.source.component}-${this.source.host ?? 'control-plane'}`,
        firstTimestamp: NO_TIME,
        lastTimestamp: NO_TIME,
        ...(other === undefined ? {} : { related: other }),
      });
    });
  }

  /** Writes what `write` makes of the Event that said the same before. What the API refuses is lost. */
  private record(key: string, about: ObjectReference, write: (known: Event | undefined) => Event): void {
    const name = this.written.get(key);
    try {
      const known = name === undefined ? undefined : this.client.get('events', placeOf(about), name);
      this.written.set(key, write(known).metadata.name);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  private isRecent({ series, eventTime = '' }: Event): boolean {
    return this.loop.nowMs - Date.parse(series?.lastObservedTime ?? eventTime) <= SERIES_MS;
  }

  /** Stores an Event: it is whole but for a message that may be empty, which Go leaves out. */
  private create(event: NewObject<'events'>): Event {
    return this.client.create('events', event, { isCanonical: event.message !== '' });
  }

  private counted(about: ObjectReference, type: EventType, reason: string, message: string): NewObject<'events'> {
    const { component, host } = this.source;
    const now = toTimestamp(this.loop.nowMs);
    return {
      metadata: this.metadata(about),
      involvedObject: about,
      type,
      reason,
      message,
      source: host === undefined ? { component } : { component, host },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      reportingComponent: component,
      reportingInstance: host ?? '',
      eventTime: NO_TIME,
    };
  }

  private metadata(about: ObjectReference): NewMeta {
    return { name: `${about.name ?? ''}.${this.nextMoment()}`, namespace: placeOf(about) };
  }

  /** Now in nanoseconds, hexadecimal. A number keeps those apart that are made within one virtual millisecond. */
  private nextMoment(): string {
    const nowMs = Math.trunc(this.loop.nowMs);
    // More than a number holds: 24 bits on the right, the others on the left.
    const right = (nowMs % LOW) * 1_000_000 + (this.nextNumber() % 1_000_000);
    const left = Math.trunc(nowMs / LOW) * 1_000_000 + Math.trunc(right / LOW);
    return left.toString(16) + ((right % LOW) | 0).toString(16).padStart(6, '0');
  }
}

const LOW = 2 ** 24;

/** Events of objects without a namespace live in `default`. */
const placeOf = ({ namespace }: ObjectReference): string => namespace ?? 'default';

const cut = (message: string): string => message.slice(0, MESSAGE_MAX);

const toMicroTime = (timeMs: number): string => new Date(timeMs).toISOString().replace('Z', '000Z');
