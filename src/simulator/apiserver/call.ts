import type { EventLoop, SeededRandom, VirtualClock } from '../engine';
import { toTimestamp, type ErrorSubject } from '../api';
import type { ResourceRegistry } from '../resources/registry';
import type { ResourceInfo, UserInfo, WriteContext } from '../resources/resource';
import type { Store } from '../store';
import type { AdmissionAttributes, AdmissionPlugin } from './admission/plugin';
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
  /** In the order in which they run. */
  readonly admission: readonly AdmissionPlugin[];
  /** Resources that are answered and never stored, by storage key. */
  readonly virtual: ReadonlyMap<string, VirtualResource>;
  readonly tokens?: TokenIssuer;
}

/** One request about a resource, on its way. */
export class Call {
  private readonly warningTexts: string[] = [];

  constructor(
    readonly parts: ServerParts,
    readonly request: ApiRequest,
    readonly info: RequestInfo,
    readonly user: UserInfo,
    readonly resource: ResourceInfo,
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
    return this.warningTexts;
  }

  warn(text: string): void {
    if (text !== '' && !this.warningTexts.includes(text)) this.warningTexts.push(text);
  }

  /** The manager of fields: as the request says, else the first part of the client's name. */
  managerOf(fieldManager: string): string {
    if (fieldManager !== '') return fieldManager;
    const agent = (this.request.headers['user-agent'] ?? '').split('/')[0] ?? '';
    return agent === '' ? 'unknown' : agent.slice(0, 128);
  }

  /** What strategies and plugins may know of the world. */
  writeContext(dryRun: boolean): WriteContext {
    const { store, random, indexes } = this.parts;
    return {
      now: this.now,
      user: this.user,
      dryRun,
      suffix: (length) => random.suffix(length),
      lookup: (storage, namespace, name) => store.get(storage, namespace, name),
      lookupAll: (storage, namespace) => store.list(storage, namespace),
      index: (kind) => indexes.get(kind),
    };
  }

  /** What plugins may know of a write. */
  attributes(
    verb: AdmissionAttributes['verb'],
    name: string,
    dryRun: boolean,
    old?: AdmissionAttributes['old'],
  ): AdmissionAttributes {
    return {
      verb,
      resource: this.resource,
      version: this.info.version,
      subresource: this.info.subresource,
      namespace: this.namespace,
      name,
      ...(old === undefined ? {} : { old }),
      user: this.user,
      dryRun,
      context: this.writeContext(dryRun),
      warn: (text) => this.warn(text),
    };
  }
}
