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
import { EventCorrelator, type Statement } from './event-correlator';
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
  const { apiVersion, kind } = object;
  const { name, namespace, uid, resourceVersion } = object.metadata;
  // Nearly all Events are about these: fields that may be missing take several times as long.
  if (name !== undefined && namespace !== undefined && uid !== undefined && resourceVersion !== undefined) {
    return fieldPath === undefined
      ? { apiVersion, kind, name, namespace, uid, resourceVersion }
      : { apiVersion, kind, name, namespace, uid, resourceVersion, fieldPath };
  }
  return {
    apiVersion,
    kind,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

/** Subjects of Events that are remembered, at least. Source: Kubernetes 1.36, events_cache.go maxLruCacheEntries. */
const SUBJECTS_MAX = 4096;

/** Writes the Events of one component through `client`. */
export class ClusterEventRecorder implements EventRecorder {
  /** What was said about objects, by UID; of those that have none, by kind and name. */
  private readonly subjects = new RecentMap<EventCorrelator>(SUBJECTS_MAX);

  /** As it stands in Events: all of them share it. */
  private readonly source: EventSource;

  constructor(
    private readonly client: ApiClient,
    private readonly loop: EventLoop,
    { component, host }: EventSource,
    private readonly nextNumber: EventNumber,
  ) {
    this.source = host === undefined ? { component } : { component, host };
  }

  event(subject: KubeObject | EventSubject, type: EventType, reason: string, message: string): void {
    const about = referenceTo(subject);
    const said = this.saidAbout(about);
    const correlated = said.correlate(type, reason, cut(message), this.loop.nowMs);
    if (correlated.isSpam) return;
    // Containers of one Pod may say the same.
    this.record(said, [type, reason, correlated.ownMessage, about.fieldPath], about, (known) => {
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
    const { apiVersion, resourceVersion, fieldPath } = about;
    const statement = [
      type,
      action,
      reason,
      apiVersion,
      resourceVersion,
      fieldPath,
      other?.uid,
      other?.resourceVersion,
    ];
    this.record(this.saidAbout(about), statement, about, (known) => {
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

  private saidAbout({ uid = '', kind = '', namespace = '', name = '' }: ObjectReference): EventCorrelator {
    const key = uid === '' ? `${kind}/${namespace}/${name}` : uid;
    let said = this.subjects.get(key);
    if (said === undefined) {
      said = new EventCorrelator(this.loop.nowMs);
      this.subjects.set(key, said);
    }
    return said;
  }

  /** Writes what `write` makes of the Event that said the same before. What the API refuses is lost. */
  private record(
    said: EventCorrelator,
    statement: Statement,
    about: ObjectReference,
    write: (known: Event | undefined) => Event,
  ): void {
    const name = said.nameOf(statement);
    try {
      const known = name === undefined ? undefined : this.client.get('events', placeOf(about), name);
      const written = write(known).metadata.name;
      if (written !== name) said.note(statement, written);
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
    const { component, host = '' } = this.source;
    const now = toTimestamp(this.loop.nowMs);
    return {
      metadata: this.metadata(about),
      involvedObject: about,
      type,
      reason,
      message,
      source: this.source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      reportingComponent: component,
      reportingInstance: host,
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
    if (left !== lastLeft.value) {
      lastLeft.text = left.toString(16);
      lastLeft.value = left;
    }
    return lastLeft.text + ((right % LOW) | 0).toString(16).padStart(6, '0');
  }
}

/** The left of a moment changes every 17 ms only, and takes long to write. */
const lastLeft = { value: 0, text: '0' };

const LOW = 2 ** 24;

/** Events of objects without a namespace live in `default`. */
const placeOf = ({ namespace }: ObjectReference): string => namespace ?? 'default';

const cut = (message: string): string => message.slice(0, MESSAGE_MAX);

/** Many Events are written at the same moment. */
const lastMicroTime = { timeMs: 0, text: '1970-01-01T00:00:00.000000Z' };

function toMicroTime(timeMs: number): string {
  if (timeMs !== lastMicroTime.timeMs) {
    lastMicroTime.text = new Date(timeMs).toISOString().replace('Z', '000Z');
    lastMicroTime.timeMs = timeMs;
  }
  return lastMicroTime.text;
}
