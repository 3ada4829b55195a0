import type { Container, Pod } from '../api';
import { InvalidImageReference, parseImageReference } from '../images';
import { allowedFromMs, nextBackOff } from './back-off';
import type { PullOutcome } from './container-runtime';
import { goDuration } from './go-duration';
import type { NodeHost } from './node-host';
import type { ContainerRecord } from './pod-record';
import type { PullLogin } from './pull-logins';
import { pullLoginsOf } from './pull-secrets';

/** What is to be done about the image of a container. */
export type ImageDecision =
  | { readonly type: 'use'; readonly message: string }
  | { readonly type: 'pull' }
  | {
      readonly type: 'refuse';
      readonly reason: 'InvalidImageName' | 'ErrImageNeverPull';
      readonly eventReason: 'InspectFailed' | 'ErrImageNeverPull';
      readonly message: string;
    }
  | { readonly type: 'wait'; readonly untilMs: number };

/**
 * Decides whether a container can use its image, has to pull it, or has to wait; `isUsable` says that it is on the node and
 * that the Pod may use it.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/images/image_manager.go `EnsureImageExists`.
 */
export function decideImage(
  { image = '', imagePullPolicy }: Container,
  isUsable: boolean,
  pulls: ContainerRecord['pulls'],
  nowMs: number,
): ImageDecision {
  const problem = imageProblem(image);
  if (problem !== undefined) {
    return { type: 'refuse', reason: 'InvalidImageName', eventReason: 'InspectFailed', message: problem };
  }
  if (isUsable && imagePullPolicy !== 'Always') {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
    return { type: 'use', message };
  }
  if (imagePullPolicy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    return { type: 'refuse', reason: 'ErrImageNeverPull', eventReason: 'ErrImageNeverPull', message };
  }
  const untilMs = pulls === undefined ? nowMs : allowedFromMs(pulls.backOff, pulls.failedMs);
  return untilMs > nowMs ? { type: 'wait', untilMs } : { type: 'pull' };
}

/** What is wrong with the name of an image. Source: Kubernetes 1.36, pkg/util/parsers `ParseImageName`. */
function imageProblem(image: string): string | undefined {
  try {
    parseImageReference(image);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidImageReference)) throw error;
    return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${error.message}`;
  }
}

/** An Event about a container. */
export type ContainerEvent = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** What the start of a container needs to know about its image now. */
export type ImageState = 'ready' | 'pulling' | 'failed';

/** Sees to it that the image of a container is there, with the Events of the node agent. */
export function ensureImage(
  host: NodeHost,
  pod: Pod,
  container: Container,
  record: ContainerRecord,
  event: ContainerEvent,
): ImageState {
  if (record.isPulled) return 'ready';
  if (record.isPulling) return 'pulling';
  const { image = '' } = container;
  const logins = pullLoginsOf(host, pod, image);
  const isUsable = host.runtime.hasImage(host.name, image, logins);
  const decision = decideImage(container, isUsable, record.pulls, host.loop.nowMs);
  switch (decision.type) {
    case 'use':
      event('Normal', 'Pulled', decision.message);
      return 'ready';
    case 'refuse':
      event('Warning', decision.eventReason, decision.message);
      event('Warning', 'Failed', `Error: ${decision.reason}`);
      record.waiting = { reason: decision.reason, message: decision.message };
      return 'failed';
    case 'wait':
      event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      event('Warning', 'Failed', 'Error: ImagePullBackOff');
      record.nextWaiting = {
        reason: 'ImagePullBackOff',
        message: `Back-off pulling image "${image}": ErrImagePull: ${record.pulls?.error ?? ''}`,
      };
      return 'failed';
    case 'pull':
      pullImage(host, pod, image, logins, record, event);
      return 'pulling';
  }
}

function pullImage(
  host: NodeHost,
  pod: Pod,
  image: string,
  logins: readonly PullLogin[],
  record: ContainerRecord,
  event: ContainerEvent,
): void {
  const startMs = host.loop.nowMs;
  event('Normal', 'Pulling', `Pulling image "${image}"`);
  record.isPulling = true;
  host.runtime.pull(host.name, image, logins, (outcome) => {
    record.isPulling = false;
    const hadFailed = record.pulls !== undefined;
    notePull(record, image, outcome, startMs, host.loop.nowMs, event);
    // What was missing and is there now is news, even when only a back-off led to it.
    host.wake(pod.metadata.uid, host.loop.nowMs, host.loop.isRoutine && !(hadFailed && outcome.isPulled));
  });
}

function notePull(
  record: ContainerRecord,
  image: string,
  outcome: PullOutcome,
  startMs: number,
  nowMs: number,
  event: ContainerEvent,
): void {
  if (outcome.isPulled) {
    const time = goDuration(nowMs - startMs);
    const size = `Image size: ${outcome.sizeBytes} bytes.`;
    event('Normal', 'Pulled', `Successfully pulled image "${image}" in ${time} (${time} including waiting). ${size}`);
    record.isPulled = true;
    record.pulls = undefined;
    return;
  }
  event('Warning', 'Failed', `Failed to pull image "${image}": ${outcome.message}`);
  event('Warning', 'Failed', 'Error: ErrImagePull');
  const backOff = nextBackOff(record.pulls?.backOff, nowMs, nowMs);
  record.pulls = { backOff, failedMs: nowMs, error: outcome.message };
  record.waiting = { reason: 'ErrImagePull', message: outcome.message };
}
