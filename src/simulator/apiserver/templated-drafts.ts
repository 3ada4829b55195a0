import { type Draft } from '../api';
import type { ResourceInfo } from '../resources/resource';
import { Precedent } from './storage/precedent';

/** An object that drafts are made from. */
interface Source {
  readonly metadata: object;
}

/** What is known of objects that were all made of one. */
export interface Template {
  readonly source: Source;
  /** What they have in common; frozen. */
  readonly draft: Draft;
  readonly precedent: Precedent;
}

/**
 * Spares decoding, defaults and validation where one and the same object is created again and again, as the Pods of a
 * ReplicaSet are. It is decoded once; every draft of it has metadata and a spec of its own, and shares what is in them.
 * What is given in may not be changed later.
 */
export class TemplatedDrafts {
  /** The latest template of each resource. */
  private readonly latest = new Map<string, Template>();

  /** `decode` makes the draft of an object that comes for the first time. */
  constructor(private readonly decode: (resource: ResourceInfo, source: Source) => Draft) {}

  /** What is known of objects made of `source`. */
  templateOf(resource: ResourceInfo, source: Source): Template {
    let template = this.latest.get(resource.storage);
    if (template?.source !== source) {
      const draft = frozen(this.decode(resource, source));
      template = { source, draft, precedent: new Precedent(draft) };
      this.latest.set(resource.storage, template);
    }
    return template;
  }
}

/** A new draft of a template. */
export function draftOf({ draft }: Template): Draft {
  const { metadata, spec } = draft;
  const own: Draft = Object.assign({}, draft);
  own['metadata'] = Object.assign({}, metadata);
  if (spec !== undefined) own['spec'] = Object.assign({}, spec);
  return own;
}

/** A change of what drafts share would be a change of all of them: it fails where it happens. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
