import type { KubeObject } from '../api';
import type { UserInfo, WriteContext } from '../resources/resource';
import type { ServerParts } from './call';
import type { IndexKind, StoreIndex } from '../resources/store-index';

const NO_TEXTS: readonly string[] = [];

/** What strategies and plugins may know of the world while a call writes. */
export class CallContext implements WriteContext {
  /** Hardly any write draws some, and hardly any of these more than once. */
  private drawnTexts: readonly string[] = NO_TEXTS;

  constructor(
    private readonly parts: ServerParts,
    readonly now: string,
    readonly user: UserInfo,
    readonly dryRun: boolean,
  ) {}

  /** Letters that were drawn for names so far, in order. */
  get drawn(): readonly string[] {
    return this.drawnTexts;
  }

  suffix(length?: number): string {
    const text = this.parts.random.suffix(length);
    this.drawnTexts = [...this.drawnTexts, text];
    return text;
  }

  lookup(storage: string, namespace: string, name: string): KubeObject | undefined {
    return this.parts.store.get(storage, namespace, name);
  }

  lookupAll(storage: string, namespace?: string): readonly KubeObject[] {
    return this.parts.store.list(storage, namespace);
  }

  index<Index extends StoreIndex>(kind: IndexKind<Index>): Index {
    return this.parts.indexes.get(kind);
  }
}
