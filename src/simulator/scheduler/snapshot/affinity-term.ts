import {
  labelSelectorOf,
  NOTHING,
  SelectorSyntaxError,
  type Labels,
  type LabelSelector,
  type LabelSelectorObject,
  type PodAffinityTerm,
} from '../../api';

/** What is asked about a Pod to tell whether a term means it. */
export interface TermTarget {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Labels of a Namespace; none for one that is gone. */
export type NamespaceLabels = (namespace: string) => Labels;

/** Selectors by the field that they were read from: fields never change, so neither does what they mean. */
const known = new WeakMap<LabelSelectorObject, LabelSelector>();

/** The selector of an object's field; one that cannot be read matches nothing. */
export function selectorOf(object: LabelSelectorObject | undefined): LabelSelector {
  if (object === undefined) return labelSelectorOf(object);
  let selector = known.get(object);
  if (selector === undefined) {
    selector = readSelector(object);
    known.set(object, selector);
  }
  return selector;
}

function readSelector(object: LabelSelectorObject): LabelSelector {
  try {
    return labelSelectorOf(object);
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return NOTHING;
    throw error;
  }
}

/**
 * A term of a Pod's affinity or anti-affinity, ready to be compared.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/types.go `AffinityTerm`.
 */
export class AffinityTerm {
  readonly topologyKey: string;
  readonly selector: LabelSelector;
  readonly namespaces: ReadonlySet<string>;
  readonly namespaceSelector: LabelSelector | undefined;
  /** Equal terms have equal texts. */
  readonly text: string;

  /** `weight` is that of a preference; a requirement has none. `namespace` is the one of the Pod that has the term. */
  constructor(
    namespace: string,
    { topologyKey, labelSelector, namespaces = [], namespaceSelector }: PodAffinityTerm,
    readonly weight = 0,
  ) {
    this.topologyKey = topologyKey;
    this.selector = selectorOf(labelSelector);
    const isOwn = namespaces.length === 0 && namespaceSelector === undefined;
    this.namespaces = new Set(isOwn ? [namespace] : [...namespaces].sort());
    this.namespaceSelector = namespaceSelector === undefined ? undefined : selectorOf(namespaceSelector);
    const where = `${[...this.namespaces].join(',')}|${this.namespaceSelector?.toString() ?? '-'}`;
    const what = this.selector === NOTHING ? '!' : this.selector.toString();
    this.text = `${topologyKey}|${weight}|${where}|${what}`;
  }

  /** Whether the term looks into a Namespace. */
  covers(namespace: string, labelsOf: NamespaceLabels): boolean {
    return this.namespaces.has(namespace) || this.namespaceSelector?.matches(labelsOf(namespace)) === true;
  }

  /** Whether the term means a Pod. */
  matches({ namespace, labels }: TermTarget, labelsOf: NamespaceLabels): boolean {
    return this.selector.matches(labels) && this.covers(namespace, labelsOf);
  }
}
