import { hasKey, isJsonObject, setKey, type JsonObject } from '../../api';
import { atomOf, typeOfKey, type ListType, type MapType, type MergeType } from './merge-type';
import { itemElement, type PathElement } from './path-element';

/**
 * A live value with a configuration merged into it: the configuration wins for scalars and atomic values, maps are
 * merged, items of associative lists are matched by key. Undefined when nothing is left. The arguments are not changed.
 *
 * Source: structured-merge-diff v6, typed/merge.go with the rule `ruleKeepRHS`.
 */
export function mergeConfig(live: unknown, config: unknown, type: MergeType): unknown {
  if (config === undefined || live === config) return live;
  const atom = atomOf(type, config);
  switch (atom.kind) {
    case 'scalar':
      return config;
    case 'list': {
      const left = Array.isArray(live) ? (live as readonly unknown[]) : [];
      const right = Array.isArray(config) ? (config as readonly unknown[]) : [];
      if (atom.isAtomic || (left.length === 0 && right.length === 0)) return config;
      return new ListMerge(left, right, atom).merged();
    }
    case 'map': {
      const left = isJsonObject(live) ? live : {};
      const right = isJsonObject(config) ? config : {};
      if (atom.isAtomic || (Object.keys(left).length === 0 && Object.keys(right).length === 0)) return config;
      return mergeKeys(left, right, atom);
    }
  }
}

function mergeKeys(live: JsonObject, config: JsonObject, type: MapType): JsonObject | undefined {
  const result: Record<string, unknown> = { ...live };
  for (const key of Object.keys(config)) {
    const merged = mergeConfig(hasKey(live, key) ? live[key] : undefined, config[key], typeOfKey(type, key));
    if (merged === undefined) delete result[key];
    else setKey(result, key, merged);
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/**
 * Merges two associative lists: live items keep their order, shared items stand in the configuration's order, and new
 * items follow the shared item that precedes them.
 */
class ListMerge {
  private readonly liveElements: readonly PathElement[];
  private readonly configElements: readonly PathElement[];
  /** Items by their keys; null for live ones that occur twice. */
  private readonly liveItems = new Map<PathElement, unknown>();
  private readonly configItems = new Map<PathElement, unknown>();
  private readonly shared: PathElement[];
  private readonly result: unknown[] = [];

  constructor(
    private readonly live: readonly unknown[],
    config: readonly unknown[],
    private readonly type: ListType,
  ) {
    this.configElements = config.map((item) => itemElement(type, item));
    config.forEach((item, index) => this.configItems.set(this.configElements[index] as PathElement, item));
    this.liveElements = live.map((item) => itemElement(type, item));
    live.forEach((item, index) => {
      const element = this.liveElements[index] as PathElement;
      this.liveItems.set(element, this.liveItems.has(element) ? null : item);
    });
    this.shared = this.configElements.filter((element) => this.liveItems.has(element));
  }

  merged(): unknown {
    const done = new Set<PathElement>();
    let nextShared = this.shared.shift();
    let left = 0;
    let right = 0;
    while (left < this.liveElements.length || right < this.configElements.length) {
      const liveElement = this.liveElements[left];
      const configElement = this.configElements[right];
      if (liveElement !== undefined && configElement !== undefined) {
        if (liveElement === configElement) {
          done.add(liveElement);
          this.add(this.liveItems.get(liveElement), this.configItems.get(liveElement));
          left++;
          right++;
          nextShared = this.shared.shift();
          continue;
        }
        if (this.configItems.has(liveElement) && nextShared !== undefined && nextShared !== liveElement) {
          // A shared item that stands elsewhere in the configuration.
          left++;
          continue;
        }
      }
      if (liveElement !== undefined) {
        if (!this.configItems.has(liveElement)) {
          this.add(this.live[left], undefined);
          left++;
          continue;
        }
        if (done.has(liveElement)) left++;
      }
      if (configElement !== undefined) {
        done.add(configElement);
        this.add(this.liveItems.get(configElement), this.configItems.get(configElement));
        right++;
        if (nextShared === configElement) nextShared = this.shared.shift();
      }
    }
    return this.result.length === 0 ? undefined : this.result;
  }

  private add(live: unknown, config: unknown): void {
    const merged = mergeConfig(live, config, this.type.element);
    if (merged !== undefined) this.result.push(merged);
  }
}
