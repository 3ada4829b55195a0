import type { ApiClient, KubeObject, ObjectChange, Pod } from '../api';
import type { EventLoop, SeededRandom } from '../engine';
import type { EventRecorder } from './event-recorder';
import type { PodOwnerKind } from './pod-owners';

/** Pods by what controllers, scheduler and agents ask for. */
export interface PodViews {
  /** Pods whose controller has this UID. */
  controlledBy(uid: string): readonly Pod[];
  /** Pods of a namespace that no controller owns. */
  orphansIn(namespace: string): readonly Pod[];
  /** Pods of a namespace. */
  inNamespace(namespace: string): readonly Pod[];
  /** Pods that are bound to a node. */
  onNode(node: string): readonly Pod[];
  /** Pods that use a claim (`namespace/name`), those of their ephemeral volumes included. */
  claiming(claim: string): readonly Pod[];
  /** Tells `listener` of all Pods, and from then on of each change, as far as owners of a kind, or none, have or had them. */
  watchOwned(owners: PodOwnerKind, listener: (change: ObjectChange<Pod>) => void): void;
}

/** What a controller works with. */
export interface ControllerContext {
  /** Speaks as this controller. */
  readonly client: ApiClient;
  readonly loop: EventLoop;
  /** Chance of this controller alone. */
  readonly random: SeededRandom;
  /** Events of this controller's component. */
  readonly events: EventRecorder;
  readonly pods: PodViews;
  /** Notes a decision and its reason for the timeline. */
  trace(subject: KubeObject, text: string): void;
}

/** A part of the control plane that brings the state of the cluster nearer to what is wanted. */
export interface Controller {
  /** Name as in `--controllers` of kube-controller-manager: `deployment-controller`. */
  readonly name: string;
  /**
   * Service account in `kube-system` that it acts as. @default - its name
   *
   * Source: Kubernetes 1.36, cmd/kube-controller-manager/app, the names given to `NewClient`.
   */
  readonly account?: string;
  /** Component that its Events name. @default - its name */
  readonly component?: string;
  /** Begins to watch and to act; nothing is written before the loop runs. */
  start(context: ControllerContext): void;
}
