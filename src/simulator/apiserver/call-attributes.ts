import type { KubeObject } from '../api';
import type { ResourceInfo, UserInfo, WriteContext } from '../resources/resource';
import type { Fields } from '../resources/fields';
import type { AdmissionAttributes, AdmissionServer, GroupVersionKind } from './admission/plugin';
import { AdmissionRounds } from './admission/rounds';
import type { Call } from './call';
import { writtenOptions } from './options';

/** What is written, as admission is told of it. */
export interface WrittenPart {
  readonly verb: AdmissionAttributes['verb'];
  /** Name of the object; '' when it is yet to be generated. */
  readonly name: string;
  readonly dryRun: boolean;
  /** @default - nothing is stored yet */
  readonly old?: KubeObject;
  /** @default - as the query of the request says */
  readonly options?: () => Fields;
}

/** What plugins may know of a write. Every write makes one: what plugins hardly ever ask is worked out when they ask. */
export class CallAttributes implements AdmissionAttributes {
  readonly rounds = new AdmissionRounds();
  readonly verb: AdmissionAttributes['verb'];
  readonly resource: ResourceInfo;
  readonly version: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly old: KubeObject | undefined;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly context: WriteContext;

  constructor(
    private readonly call: Call,
    private readonly part: WrittenPart,
  ) {
    const { info } = call;
    this.verb = part.verb;
    this.resource = call.resource;
    this.version = info.version;
    this.subresource = info.subresource;
    this.namespace = call.namespace;
    this.name = part.name;
    this.old = part.old;
    this.user = call.user;
    this.dryRun = part.dryRun;
    this.context = call.writeContext(part.dryRun);
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
    return this.part.options?.() ?? writtenOptions(this.verb, this.call.request.query);
  }

  warn(text: string): void {
    this.call.warn(text);
  }
}
