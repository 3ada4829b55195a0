import type { ApiClient, Way } from './api';
import type { WebhookHandler } from './apiserver/admission/webhooks';
import type { Sign } from './apiserver/authorization';
import type { ApiCommand, ApiHandler, ApiPortForward, ApiReceiver } from './apiserver/request';
import type { ServerFlags } from './apiserver/server-flags';
import type { ClusterProfile, ProfileName } from './bootstrap';
import type { Settled, SettleOptions } from './client';
import type { SignCertificate } from './controllers';
import type { TraceEntry } from './engine';
import type { ImageDefinition } from './images';
import type { ClusterNodes, SavedMachines } from './machines';
import type { ClusterNetwork } from './network';
import type { Change, SavedObject } from './store';

export type { AdmissionResponse, AdmissionReview, WebhookHandler } from './apiserver/admission/webhooks';
export type {
  ApiAnswer,
  ApiCommand,
  ApiConnection,
  ApiExchange,
  ApiHandler,
  ApiHead,
  ApiPortForward,
  ApiReceiver,
  ApiRequest,
  ApiResult,
  ApiStream,
} from './apiserver/request';
export type { Sign } from './apiserver/authorization';
export type { ServerFlags } from './apiserver/server-flags';
export { completeObject } from './apiserver/managed-fields';
export type { ClusterNodes, SavedMachines } from './machines';
export type { Settled, SettleOptions } from './client';
export type { CertificateDemand, SignCertificate } from './controllers';
export type { TraceEntry } from './engine';
export { isDescribedImage } from './images';
export type { ClusterNetwork, Fault, FaultRule, FaultSide, PublicEndpoint, PublicListener } from './network';
export type { Change, SavedObject } from './store';
export type { UserInfo } from './resources/resource';

/** How a cluster is made. Equal options and equal requests give equal histories. */
export interface ClusterOptions {
  /** Decides everything that is drawn: UIDs, suffixes, addresses. @default 1 */
  readonly seed?: number;
  /** Number of ready nodes, from 0 to what the profile holds. @default - as the profile says: 3 for `plain` */
  readonly nodes?: number;
  /**
   * What the cluster is like: the name of a profile, or one of your own. `plain` is equal untainted workers, no
   * StorageClass, no add-ons. @default 'plain'
   */
  readonly profile?: ProfileName | ClusterProfile;
  /** Virtual time of the beginning: milliseconds since 1970, or text as `Date` reads it. @default - 2026-01-01 in UTC */
  readonly start?: number | string;
  /** Certificate that Pods find in `kube-root-ca.crt`, as PEM text. @default - a text that is none */
  readonly authority?: string;
  /** State to go on from, in place of a new cluster's. @default - a new cluster */
  readonly saved?: SavedState;
  /** Signs tokens of service accounts. @default - a checksum: good for tests, protects nothing */
  readonly sign?: Sign;
  /** Signs requests for certificates. @default - approved requests stay without certificates */
  readonly certify?: SignCertificate;
  /** How the API server is started. @default - as it was before, in a cluster that goes on; else without flags */
  readonly server?: Partial<ServerFlags>;
  /**
   * Programs that answer admission reviews, by the Service in front of them: `namespace/name`. They are asked when the
   * Service and a ready endpoint exist, and must answer equal reviews equally. @default - nothing answers webhooks
   */
  readonly webhooks?: Readonly<Record<string, WebhookHandler>>;
  /**
   * Images of your own, made with `defineImage`; one of a name that is known here replaces it. @default - those of the
   * workshops alone; what nobody has described is a server on its declared ports
   */
  readonly images?: readonly ImageDefinition[];
}

/** What is left of a cluster that ended. */
export interface SavedState {
  /** Revision of its last write that was saved. */
  readonly revision: number;
  /** Its virtual time then, milliseconds since 1970. */
  readonly nowMs: number;
  /** @default - all machines run, no image was pushed */
  readonly machines?: SavedMachines;
  /** How its API server was started. @default - without flags */
  readonly server?: ServerFlags;
  /** Of a running cluster: as they are when they are walked through. */
  readonly objects: Iterable<SavedObject>;
}

/** A cluster in this process: it does nothing by itself, and time passes only when told. */
export interface Cluster {
  /** Answers one request, as the API server does. */
  readonly handle: ApiHandler;
  /** As `handle`, for who can go on with ways into containers: logs, exec, attach, port-forward, proxy. */
  readonly receive: ApiReceiver;
  /**
   * Goes a way beside the API: a connection from outside, or a command at a machine.
   *
   * @throws StatusError when there is no such machine.
   */
  enter(way: Way): ApiPortForward | ApiCommand;
  /** Reads and writes as the administrator. */
  readonly client: ApiClient;
  /** Virtual time, milliseconds since 1970. */
  readonly nowMs: number;
  /** When the next thing will happen by itself, milliseconds since 1970; undefined when nothing will. */
  readonly nextDueMs: number | undefined;
  /** Lets time pass: milliseconds, or text such as `90s`, `10m`, `1h30m`. */
  advance(duration: number | string): void;
  /** Lets time pass until `timeMs`; an earlier time changes nothing. */
  advanceTo(timeMs: number): void;
  /**
   * Lets time pass until nothing has changed for a while, which routine such as heartbeats does not disturb. A crash
   * loop counts as settled when only its back-off remains; a machine that failed does not before the cluster knows.
   */
  settle(options?: SettleOptions): Settled;
  /** Lets time pass until `predicate` holds. False when `limit` (10 minutes by default) is over first. */
  until(predicate: () => boolean, limit?: number | string): boolean;
  /** The machines. */
  readonly nodes: ClusterNodes;
  /** The network: places in it, what is wrong with it, what can be reached from outside. */
  readonly network: ClusterNetwork;
  /**
   * Ends the API server and starts it again, with other flags where they are given: watches and ways into containers end,
   * and what is missing of its own objects is made again, roles above all. It is back at once; what runs in the control
   * plane and on nodes takes no notice.
   */
  restartServer(flags?: Partial<ServerFlags>): void;
  /** Makes an image exist, as `docker push` does: `dockercoins/worker:v0.3`. Throws RangeError for what is no image. */
  push(image: string): void;
  /** All that is stored now. */
  state(): SavedState;
  /**
   * Tells `listener` of every write from now on, in order of revisions, right after it: who saves them (each with
   * `completeObject`, later) can go on from there. The returned function stops it.
   */
  onChange(listener: (change: Change) => void): () => void;
  /** What the parts of the cluster decided since `sinceMs`, oldest first. */
  timeline(sinceMs?: number): readonly TraceEntry[];
}
