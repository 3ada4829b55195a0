import { apiVersionOf } from '../api';
import type { ResourceInfo } from './resource';

/**
 * Groups of the built-in API as `/apis` lists them. Groups of custom resources follow in the order of their arrival.
 * Source: Kubernetes 1.36, pkg/controlplane/apiserver/aggregator.go DefaultGenericAPIServicePriorities.
 */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'storagemigration.k8s.io',
];

const groupRank = (group: string): number => {
  const index = GROUP_ORDER.indexOf(group);
  return index < 0 ? GROUP_ORDER.length : index;
};

/** Sorts versions as Kubernetes does: `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`, then others by name. */
export function byVersionPriority(left: string, right: string): number {
  const [a, b] = [versionRank(left), versionRank(right)];
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] !== b[index]) return (b[index] as number) - (a[index] as number);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Source: Kubernetes 1.36, apimachinery/pkg/version/helpers.go `CompareKubeAwareVersionStrings`. */
function versionRank(version: string): readonly [number, number, number] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return [0, 0, 0];
  const [, major, stage, minor] = match;
  return [stage === undefined ? 3 : stage === 'beta' ? 2 : 1, Number(major), Number(minor ?? 0)];
}

/** A group and one of its versions. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** All resources that are served. Custom resources come and go at run time. */
export class ResourceRegistry {
  private readonly byPath = new Map<string, ResourceInfo>();
  private readonly resources = new Set<ResourceInfo>();
  private changes = 0;

  constructor(resources: readonly ResourceInfo[] = []) {
    for (const resource of resources) this.add(resource);
  }

  /** Grows with each change, so that what is made from the registry can be kept until then. */
  get generation(): number {
    return this.changes;
  }

  /** All resources in the order in which they came. */
  get all(): IterableIterator<ResourceInfo> {
    return this.resources.values();
  }

  /** The resource behind `/apis/group/version/resource`, by its plural. */
  find(group: string, version: string, resource: string): ResourceInfo | undefined {
    return this.byPath.get(`${apiVersionOf(group, version)}/${resource}`);
  }

  /** The resource of a kind, in any version. */
  findKind(group: string, kind: string): ResourceInfo | undefined {
    for (const resource of this.resources) if (resource.group === group && resource.kind === kind) return resource;
    return undefined;
  }

  /** Adds a resource, in place of one with the same group and plural. */
  add(resource: ResourceInfo): void {
    this.remove(resource.group, resource.resource);
    this.resources.add(resource);
    for (const version of resource.versions) {
      this.byPath.set(`${apiVersionOf(resource.group, version)}/${resource.resource}`, resource);
    }
    this.changes += 1;
  }

  /** Removes a resource by group and plural. */
  remove(group: string, plural: string): void {
    for (const resource of this.resources) {
      if (resource.group !== group || resource.resource !== plural) continue;
      this.resources.delete(resource);
      for (const version of resource.versions) this.byPath.delete(`${apiVersionOf(group, version)}/${plural}`);
      this.changes += 1;
    }
  }

  /** Groups in the order of discovery, each with its versions, the preferred one first. */
  groups(): { readonly group: string; readonly versions: readonly string[] }[] {
    const versions = new Map<string, Set<string>>();
    for (const resource of this.resources) {
      const known = versions.get(resource.group) ?? new Set();
      versions.set(resource.group, known);
      for (const version of resource.versions) known.add(version);
    }
    return [...versions]
      .map(([group, known]) => ({ group, versions: [...known].sort(byVersionPriority) }))
      .sort((left, right) => groupRank(left.group) - groupRank(right.group));
  }

  /** Resources of one version, in the order in which they came. */
  resourcesOf(group: string, version: string): ResourceInfo[] {
    return [...this.resources].filter((info) => info.group === group && info.versions.includes(version));
  }

  /** Whether anything is served in a group. */
  hasGroup(group: string): boolean {
    for (const info of this.resources) if (info.group === group) return true;
    return false;
  }

  /** Whether anything is served in a version. */
  hasVersion(group: string, version: string): boolean {
    for (const info of this.resources) if (info.group === group && info.versions.includes(version)) return true;
    return false;
  }
}

/** apiVersion in which objects of a resource are stored. */
export function storageApiVersion(resource: ResourceInfo): string {
  const slash = resource.storage.indexOf('/');
  return apiVersionOf(slash < 0 ? '' : resource.storage.slice(0, slash), resource.storageVersion);
}
