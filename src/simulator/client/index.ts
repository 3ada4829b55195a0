/** What every controller, the scheduler and the node agents are made of. */
export { claimsOfPod } from './claims-of-pod';
export { conditionOf, isTrue, withCondition, type Condition } from './conditions';
export type { Controller, ControllerContext, PodViews } from './controller';
export type { EventRecorder, EventSubject, EventType } from './event-recorder';
export { keyOf, ObjectIndex, splitKey } from './object-index';
export { controllerOf, controllerReference, isControlledBy, refersTo } from './ownership';
export {
  availableFromMs,
  isPodActive,
  isPodAvailable,
  isPodFinished,
  isPodReady,
  isPodTerminating,
  readyConditionOf,
} from './pod-state';
export { podViews } from './pod-views';
export { ClusterEventRecorder, type EventNumber, type EventSource } from './recorder';
export { Settling, type Settled, type SettleOptions } from './settling';
export { WorkQueue, type WorkQueueOptions } from './work-queue';
