import type { EventLoop, SeededRandom, VirtualClock } from '../engine';
import { toTimestamp, type ContainerAccess, type ErrorSubject } from '../api';
import type { ResourceRegistry } from '../resources/registry';
import type { ResourceInfo, UserInfo, WriteContext } from '../resources/resource';
import type { Store } from '../store';
import type { AdmissionChain } from './admission/chain';
import type { AdmissionServer } from './admission/plugin';
import { CallContext } from './call-context';
import type { ApiRequest } from './request';
import type { RequestInfo } from './request-info';
import type { StoreIndexes } from './store-indexes';
import type { TokenIssuer, VirtualResource } from './virtual-resource';

/** What every request needs of the server. */
export interface ServerParts {
  readonly store: Store;
  readonly indexes: StoreIndexes;
  readonly registry: ResourceRegistry;
  readonly clock: VirtualClock;
  /** Where the bookmarks and ends of watches are planned. */
  readonly loop?: EventLoop;
  readonly random: SeededRandom;
  readonly admission: AdmissionChain;
  /** What admission plugins ask. */
  readonly admissionServer: AdmissionServer;
  /** Resources that are answered and never stored, by storage key. */
  readonly virtual: ReadonlyMap<string, VirtualResource>;
  readonly tokens?: TokenIssuer;
  /** The way into containers. */
  readonly containers?: ContainerAccess;
}

const NO_TEXTS: readonly string[] = [];

/** One request about a resource, on its way. */
export class Call {
  private warningTexts: string[] | undefined = undefined;
  private context: CallContext | undefined = undefined;

  constructor(
    readonly parts: ServerParts,
    readonly request: ApiRequest,
    readonly info: RequestInfo,
    readonly user: UserInfo,
    readonly resource: ResourceInfo,
    /** Whether anybody reads the warnings: those about what is odd in an object cost as much as its validation. */
    readonly hearsWarnings = true,
  ) {}

  /** Virtual time as the API writes it. */
  get now(): string {
    return toTimestamp(this.parts.clock.nowMs);
  }

  /** apiVersion that the request speaks. */
  get apiVersion(): string {
    return this.info.group === '' ? this.info.version : `${this.info.group}/${this.info.version}`;
  }

  /** Namespace in the store: '' for cluster-scoped resources, whatever the path says. */
  get namespace(): string {
    return this.resource.isNamespaced ? this.info.namespace : '';
  }

  /** The resource as errors name it. */
  get subject(): ErrorSubject {
    return { group: this.resource.group, resource: this.resource.resource };
  }

  /** The kind as errors about values name it. */
  get kindSubject(): ErrorSubject {
    return { group: this.resource.group, resource: this.resource.kind };
  }

  /** Texts of Warning headers, each once. */
  get warnings(): readonly string[] {
    return this.warningTexts ?? NO_TEXTS;
  }

  warn(text: string): void {
    if (text === '') return;
    this.warningTexts ??= [];
    if (!this.warningTexts.includes(text)) this.warningTexts.push(text);
  }

  /** Letters of generated names that strategies and plugins have drawn so far, in order. */
  get drawn(): readonly string[] {
    return this.context?.drawn ?? NO_TEXTS;
  }

  /** The manager of fields: as the request says, else the first part of the client's name. */
  managerOf(fieldManager: string): string {
    if (fieldManager !== '') return fieldManager;
    const agent = (this.request.headers['user-agent'] ?? '').split('/')[0] ?? '';
    return agent === '' ? 'unknown' : agent.slice(0, 128);
  }

  /** What strategies and plugins may know of the world. A request is a dry run or it is not: all get the same. */
  writeContext(dryRun: boolean): WriteContext {
    this.context ??= new CallContext(this.parts, this.now, this.user, dryRun);
    return this.context;
  }
}
