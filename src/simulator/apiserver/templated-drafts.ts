import { extended, type Draft } from '../api';
import { Precedent } from './storage/precedent';

/** What one and the same object was made into. */
interface Template {
  readonly source: object;
  readonly draft: Draft;
  readonly precedent: Precedent;
}

/** A draft, and what is known about others like it. */
export interface TemplatedDraft {
  readonly draft: Draft;
  /** What it has in common with the others; frozen. */
  readonly before: Draft;
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

  /** A draft of `source`, which `decode` makes when it comes for the first time. */
  draftOf(storage: string, source: object, decode: () => Draft): TemplatedDraft {
    let template = this.latest.get(storage);
    if (template?.source !== source) {
      const draft = frozen(decode());
      template = { source, draft, precedent: new Precedent(draft) };
      this.latest.set(storage, template);
    }
    const { draft, precedent } = template;
    const { metadata, spec } = draft;
    const own = extended(draft, { metadata: extended(metadata as object, {}) });
    const whole = spec === undefined ? own : extended(own, { spec: extended(spec as object, {}) });
    return { draft: whole, before: draft, precedent };
  }
}

/** A change of what drafts share would be a change of all of them: it fails where it happens. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
