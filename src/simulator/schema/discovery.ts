import { generatedData } from './generated-data';

/** One line of discovery: a resource, or a subresource as `deployments/scale`. */
export interface DiscoveryRow {
  readonly groupVersion: string;
  readonly resource: string;
  readonly kind: string;
  /** apiVersion of the kind, where it is not that of the line. */
  readonly gvOverride?: string;
  /** Singular name; '' for subresources. */
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

/** What a Kubernetes 1.36 API server lists in its discovery documents, group by group. */
export function discoveryTable(): readonly DiscoveryRow[] {
  return generatedData('discovery').rows.map(
    ([groupVersion, resource, kind, gvOverride, singular, namespaced, shortNames, categories, verbs]) => ({
      groupVersion,
      resource,
      kind,
      ...(gvOverride === '' ? {} : { gvOverride }),
      singular,
      namespaced,
      shortNames,
      categories,
      verbs,
    }),
  );
}
