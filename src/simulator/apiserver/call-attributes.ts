import type { KubeObject } from '../api';
import type { ResourceInfo, UserInfo, WriteContext } from '../resources/resource';
import type { Fields } from '../resources/fields';
import type { AdmissionAttributes, AdmissionServer, GroupVersionKind } from './admission/plugin';
import { AdmissionRounds } from './admission/rounds';
import type { Call } from './call';
import { writtenOptions } from './options';

/** What plugins may know of a write. Every write makes one: what plugins hardly ever ask is worked out when they ask. */
export class CallAttributes implements AdmissionAttributes {
  readonly resource: ResourceInfo;
  readonly subresource: string;
  readonly namespace: string;
  private openedRounds: AdmissionRounds | undefined = undefined;

  constructor(
    private readonly call: Call,
    readonly verb: AdmissionAttributes['verb'],
    /** Name of the object; '' when it is yet to be generated. */
    readonly name: string,
    readonly context: WriteContext,
    /** What is stored, if anything is. */
    readonly old?: KubeObject,
    /** Options that are not those in the query of the request. */
    private readonly givenOptions?: () => Fields,
  ) {
    this.resource = call.resource;
    this.subresource = call.info.subresource;
    this.namespace = call.namespace;
  }

  get version(): string {
    return this.call.info.version;
  }

  get user(): UserInfo {
    return this.context.user;
  }

  get dryRun(): boolean {
    return this.context.dryRun;
  }

  get rounds(): AdmissionRounds {
    this.openedRounds ??= new AdmissionRounds();
    return this.openedRounds;
  }

  get isAgainNeeded(): boolean {
    return this.openedRounds?.isAgainNeeded === true;
  }

  get requestedName(): string {
    return this.call.info.name;
  }

  get server(): AdmissionServer {
    return this.call.parts.admissionServer;
  }

  /** The kind that the path takes. Most subresources take the object itself, in the version of the request. */
  get kind(): GroupVersionKind {
    const { kind, group, subresources } = this.resource;
    const own = this.subresource === '' ? undefined : subresources.get(this.subresource);
    return own === undefined || own.kind === kind ? { group, version: this.version, kind } : own;
  }

  options(): Fields {
    return this.givenOptions?.() ?? writtenOptions(this.verb, this.call.request.query);
  }

  warn(text: string): void {
    this.call.warn(text);
  }
}
