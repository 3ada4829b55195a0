import { type ServedResource, statusErrors } from '../api';
import type { ResourceInfo } from '../resources/resource';
import type { ServerParts } from './call';

/** How the resources of a registry are found by the key of the store. */
export class StoredResources {
  private readonly byStorage = new Map<string, ResourceInfo>();
  private readonly served = new Map<string, ServedResource>();
  private list: readonly ServedResource[] = [];
  private generation = -1;

  constructor(private readonly parts: ServerParts) {}

  /** Throws NotFound for a resource that nobody serves. */
  get(storage: string): ResourceInfo {
    if (this.generation !== this.parts.registry.generation) this.refresh();
    const resource = this.byStorage.get(storage);
    if (resource !== undefined) return resource;
    throw statusErrors.notFound({ group: '', resource: storage }, '');
  }

  findServed(storage: string): ServedResource | undefined {
    if (this.generation !== this.parts.registry.generation) this.refresh();
    return this.served.get(storage);
  }

  all(): readonly ServedResource[] {
    if (this.generation !== this.parts.registry.generation) this.refresh();
    return this.list;
  }

  /** Reads the registry. Several resources may show one store (`events`); the one of the stored group stands for it. */
  private refresh(): void {
    const { registry, virtual } = this.parts;
    this.generation = registry.generation;
    this.byStorage.clear();
    this.served.clear();
    for (const resource of registry.all) {
      if (virtual.has(resource.storage)) continue;
      const slash = resource.storage.indexOf('/');
      const group = slash < 0 ? '' : resource.storage.slice(0, slash);
      if (resource.group !== group) continue;
      this.byStorage.set(resource.storage, resource);
      this.served.set(resource.storage, servedResource(resource));
    }
    this.list = [...this.served.values()];
  }
}

const servedResource = (resource: ResourceInfo): ServedResource => ({
  storage: resource.storage,
  group: resource.group,
  version: resource.storageVersion,
  kind: resource.kind,
  resource: resource.resource,
  isNamespaced: resource.isNamespaced,
  verbs: resource.verbs,
});
