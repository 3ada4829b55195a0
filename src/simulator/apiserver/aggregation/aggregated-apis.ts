import { apiVersionOf, type KubeObject } from '../../api';
import { fieldsAt, listAt, textAt } from '../../resources/fields';
import type { GroupVersion, ResourceRegistry } from '../../resources/registry';
import type { ResourceInfo } from '../../resources/resource';
import type { Change, Store } from '../../store';

const API_SERVICES = 'apiregistration.k8s.io/apiservices';

const keyOf = ({ group, version }: GroupVersion): string => apiVersionOf(group, version);

const servedBy = (service: KubeObject): GroupVersion => {
  const spec = fieldsAt(service, 'spec');
  return { group: textAt(spec, 'group'), version: textAt(spec, 'version') };
};

const isRemote = (service: KubeObject): boolean =>
  textAt(fieldsAt(fieldsAt(service, 'spec'), 'service'), 'name') !== '';

const isAvailable = (service: KubeObject): boolean =>
  listAt(fieldsAt(service, 'status'), 'conditions').some(
    (each) => textAt(each, 'type') === 'Available' && textAt(each, 'status') === 'True',
  );

/** What becomes of a request for a version. */
export type Availability = 'available' | 'unavailable' | 'missing';

/** A group and its versions, the preferred one first. */
interface Group {
  readonly group: string;
  readonly versions: readonly string[];
}

/**
 * What APIServices say: which versions add-ons serve and whether they answer, and which of the server's own versions are
 * taken out of the list of groups. Resources of add-ons are registered as long as their APIService exists.
 *
 * Source: Kubernetes 1.36, kube-aggregator/pkg/apiserver/{apiserver,handler_proxy,handler_apis,handler_discovery}.go. An
 * add-on that nobody has described here never answers.
 */
export class AggregatedApis {
  private readonly remote = new Map<string, GroupVersion & { readonly isAvailable: boolean }>();
  /** Versions of the server's own whose APIService somebody has deleted. */
  private readonly unlisted = new Set<string>();
  private changes = 0;

  /** `addOns` are the resources that are known of add-ons. */
  constructor(
    store: Store,
    private readonly registry: ResourceRegistry,
    private readonly addOns: readonly ResourceInfo[],
  ) {
    for (const service of store.list(API_SERVICES)) this.note('ADDED', service);
    store.watch(API_SERVICES, store.revision, ({ type, object }) => this.note(type, object));
  }

  /** Grows with each change of it or of the registry. */
  get generation(): number {
    return this.registry.generation + this.changes;
  }

  /** What becomes of requests for a version of an add-on. */
  availabilityOf(version: GroupVersion): Availability {
    const found = this.remote.get(keyOf(version));
    if (found === undefined) return this.registry.hasVersion(version.group, version.version) ? 'available' : 'missing';
    return found.isAvailable ? 'available' : 'unavailable';
  }

  /** Whether a path leads to a version of an add-on that does not answer. */
  isDown(path: string): boolean {
    if (this.remote.size === 0) return false;
    const [, root, group = '', version = ''] = path.split('/');
    return root === 'apis' && this.remote.get(keyOf({ group, version }))?.isAvailable === false;
  }

  /** All groups, with those of add-ons of which nothing else is known at the end. */
  groups(): readonly Group[] {
    const known = this.registry.groups();
    const others = [...this.remote.values()].filter(({ group, version }) => !this.registry.hasVersion(group, version));
    return [...known, ...others.map(({ group, version }) => ({ group, versions: [version] }))];
  }

  /** Groups and versions that have an APIService: what `/apis` lists. */
  listedGroups(): readonly Group[] {
    return this.groups().flatMap(({ group, versions }) => {
      const listed = versions.filter((version) => !this.unlisted.has(keyOf({ group, version })));
      return listed.length === 0 ? [] : [{ group, versions: listed }];
    });
  }

  private note(type: Change['type'], service: KubeObject): void {
    const served = servedBy(service);
    const key = keyOf(served);
    this.changes += 1;
    if (!isRemote(service)) {
      if (type === 'DELETED') this.unlisted.add(key);
      else this.unlisted.delete(key);
      return;
    }
    const resources = this.addOns.filter(
      ({ group, versions }) => group === served.group && versions.includes(served.version),
    );
    if (type === 'DELETED') {
      this.remote.delete(key);
      for (const { group, resource } of resources) this.registry.remove(group, resource);
      return;
    }
    if (!this.remote.has(key)) for (const resource of resources) this.registry.add(resource);
    this.remote.set(key, { ...served, isAvailable: isAvailable(service) });
  }
}
