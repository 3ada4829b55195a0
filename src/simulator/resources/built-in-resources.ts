import { apiVersionOf, parseApiVersion } from '../api';
import { discoveryTable, type DiscoveryRow } from '../schema';
import { byVersionPriority } from './registry';
import type { ResourceInfo, Strategy, SubresourceInfo } from './resource';
import { strategyOf } from './strategies';

/** Resources that are a second face of what another group stores. */
const STORED_ELSEWHERE: Readonly<Record<string, string>> = { 'events.k8s.io/events': 'events' };

/**
 * Makes resources from the lines of discovery, each with what is special about its kind.
 * @default - the whole built-in API
 */
export function builtInResources(
  rows: readonly DiscoveryRow[] = discoveryTable(),
  strategy: (group: string, kind: string) => Strategy = strategyOf,
): ResourceInfo[] {
  const versions = new Map<string, { row: DiscoveryRow; group: string; versions: string[] }>();
  const subresources = new Map<string, Map<string, SubresourceInfo>>();
  for (const row of rows) {
    const { group, version } = parseApiVersion(row.groupVersion);
    const [resource = '', subresource] = row.resource.split('/');
    const key = group === '' ? resource : `${group}/${resource}`;
    if (subresource === undefined) {
      const known = versions.get(key) ?? { row, group, versions: [] };
      known.versions.push(version);
      versions.set(key, known);
    } else {
      const own = subresources.get(key) ?? new Map<string, SubresourceInfo>();
      subresources.set(key, own);
      own.set(subresource, {
        name: subresource,
        ...parseApiVersion(row.gvOverride ?? row.groupVersion),
        kind: row.kind,
        verbs: row.verbs,
      });
    }
  }
  return [...versions].map(([key, { row, group, versions: served }]): ResourceInfo => {
    const inOrder = [...served].sort(byVersionPriority);
    return {
      group,
      versions: inOrder,
      storageVersion: inOrder[0] as string,
      resource: row.resource,
      singular: row.singular,
      kind: row.kind,
      isNamespaced: row.namespaced,
      shortNames: row.shortNames,
      categories: row.categories,
      verbs: row.verbs,
      subresources: subresources.get(key) ?? new Map<string, SubresourceInfo>(),
      storage: STORED_ELSEWHERE[key] ?? key,
      strategy: strategy(group, row.kind),
    };
  });
}

/** apiVersion of the kind that a subresource takes. */
export const subresourceApiVersion = ({ group, version }: SubresourceInfo): string => apiVersionOf(group, version);
