import { apiVersionOf } from '../../api';
import type { ResourceRegistry } from '../../resources/registry';
import type { ResourceInfo, SubresourceInfo } from '../../resources/resource';
import type { AggregatedApis } from '../aggregation/aggregated-apis';

/** One line of an APIResourceList. */
function resourceJson(info: ResourceInfo): object {
  return {
    name: info.resource,
    singularName: info.singular,
    namespaced: info.isNamespaced,
    kind: info.kind,
    verbs: info.verbs,
    ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
    ...(info.categories.length === 0 ? {} : { categories: info.categories }),
    ...(info.verbs.includes('watch') ? { storageVersionHash: storageVersionHash(info) } : {}),
  };
}

function subresourceJson(info: ResourceInfo, sub: SubresourceInfo): object {
  return {
    name: `${info.resource}/${sub.name}`,
    singularName: '',
    namespaced: info.isNamespaced,
    ...(sub.group === info.group ? {} : { group: sub.group, version: sub.version }),
    kind: sub.kind,
    verbs: sub.verbs,
  };
}

/** An opaque word that names group, version and kind of what is stored. */
function storageVersionHash(info: ResourceInfo): string {
  return btoa(fingerprint(`${info.group}/${info.storageVersion}/${info.kind}`).slice(0, 8));
}

/** Sixteen hexadecimal digits that differ when the text does. FNV-1a over two halves; no secret. */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193) >>> 0;
    high = Math.imul(high ^ unit ^ (low & 0xff), 0x01000193) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** `/api`. */
export const coreVersions = (serverAddress: string): object => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
});

function groupJson(group: string, versions: readonly string[]): object {
  const all = versions.map((version) => ({ groupVersion: apiVersionOf(group, version), version }));
  return { name: group, versions: all, preferredVersion: all[0] };
}

/** `/apis`: groups as they are listed. */
export const groupList = (apis: AggregatedApis): object => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: apis
    .listedGroups()
    .filter(({ group }) => group !== '')
    .map(({ group, versions }) => groupJson(group, versions)),
});

/** `/apis/GROUP`; undefined for an unknown group. */
export function groupDocument(apis: AggregatedApis, name: string): object | undefined {
  const found = apis.groups().find(({ group }) => group === name);
  if (found === undefined || name === '') return undefined;
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupJson(name, found.versions) };
}

/** `/api/v1` and `/apis/GROUP/VERSION`; undefined for an unknown version. */
export function resourceList(registry: ResourceRegistry, group: string, version: string): object | undefined {
  if (!registry.hasVersion(group, version)) return undefined;
  const resources = registry
    .resourcesOf(group, version)
    .flatMap((info) => [resourceJson(info), ...subresourcesOf(info).map((sub) => subresourceJson(info, sub))]);
  // The oldest list of all goes without an apiVersion.
  const apiVersion = group === '' ? {} : { apiVersion: 'v1' };
  return { kind: 'APIResourceList', ...apiVersion, groupVersion: apiVersionOf(group, version), resources };
}

const subresourcesOf = (info: ResourceInfo): SubresourceInfo[] => [...info.subresources.values()];

/** Version of apidiscovery.k8s.io that an aggregated answer speaks. */
export type DiscoveryVersion = 'v2' | 'v2beta1';

const scopeOf = (info: ResourceInfo): string => (info.isNamespaced ? 'Namespaced' : 'Cluster');

function aggregatedResource(info: ResourceInfo, version: string): object {
  const kindOf = (sub: SubresourceInfo): object =>
    sub.group === info.group
      ? { group: info.group, version, kind: sub.kind }
      : { group: sub.group, version: sub.version, kind: sub.kind };
  const subresources = subresourcesOf(info).map((sub) => ({
    subresource: sub.name,
    responseKind: kindOf(sub),
    verbs: sub.verbs,
  }));
  return {
    resource: info.resource,
    responseKind: { group: info.group, version, kind: info.kind },
    scope: scopeOf(info),
    singularResource: info.singular,
    verbs: info.verbs,
    ...(info.shortNames.length === 0 ? {} : { shortNames: info.shortNames }),
    ...(info.categories.length === 0 ? {} : { categories: info.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

/**
 * `/api` or `/apis` with everything below it in one answer.
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/discovery/aggregated.
 */
export function aggregatedDiscovery(
  apis: AggregatedApis,
  registry: ResourceRegistry,
  isCore: boolean,
  discoveryVersion: DiscoveryVersion,
): object {
  const items = apis
    .groups()
    .filter(({ group }) => (group === '') === isCore)
    .map(({ group, versions }) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((version) => ({
        version,
        resources: registry.resourcesOf(group, version).map((info) => aggregatedResource(info, version)),
        freshness: apis.availabilityOf({ group, version }) === 'available' ? 'Current' : 'Stale',
      })),
    }));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${discoveryVersion}`,
    metadata: {},
    items,
  };
}
