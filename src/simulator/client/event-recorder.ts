import type { KubeObject } from '../api';

/** The object that an Event is about. */
export interface EventSubject {
  readonly object: KubeObject;
  /** Part of it: `spec.containers{web}`. @default - the whole object */
  readonly fieldPath?: string;
}

/** Whether an Event tells of trouble. */
export type EventType = 'Normal' | 'Warning';

/** Writes Events of one component. It never fails: an Event that the API refuses is lost, as in a real cluster. */
export interface EventRecorder {
  /** Notes `reason` and `message` about an object, taking equal and similar ones together as the real recorder does. */
  event(subject: KubeObject | EventSubject, type: EventType, reason: string, message: string): void;
  /** An Event of the newer form: with an action and, maybe, a second object. */
  eventf(
    subject: KubeObject | EventSubject,
    related: KubeObject | undefined,
    type: EventType,
    reason: string,
    action: string,
    message: string,
  ): void;
}
