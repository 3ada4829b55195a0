import { parseApiVersion, type ApiClient, type KubeObject, type OwnerReference, type ServedResource } from '../../api';

/** What a reference leads to. */
export type FoundOwner =
  | { readonly type: 'found'; readonly resource: ServedResource; readonly owner: KubeObject }
  | { readonly type: 'absent'; readonly resource: ServedResource }
  /** Nobody serves its kind, now. */
  | { readonly type: 'unknownKind' }
  /** It names a namespaced kind, but stands in an object without a namespace. */
  | { readonly type: 'wrongScope'; readonly resource: ServedResource };

/** Finds the objects that references name. A reference does not say a namespace: it is that of the dependent. */
export class OwnerLookup {
  private served: readonly ServedResource[] = [];
  private readonly byKind = new Map<string, ServedResource>();

  constructor(private readonly client: ApiClient) {}

  /** The object that a reference names in `namespace`; absent when another one has its name. */
  find({ apiVersion, kind, name, uid }: OwnerReference, namespace: string): FoundOwner {
    const resource = this.resourceOf(apiVersion, kind);
    if (resource === undefined) return { type: 'unknownKind' };
    if (resource.isNamespaced && namespace === '') return { type: 'wrongScope', resource };
    const owner = this.client.get(resource.storage, resource.isNamespaced ? namespace : '', name);
    return owner?.metadata.uid === uid ? { type: 'found', resource, owner } : { type: 'absent', resource };
  }

  /** Whether an object with this UID lies in another namespace than `namespace`. Looks at every object of the kind. */
  isElsewhere(resource: ServedResource, { uid }: OwnerReference, namespace: string): boolean {
    if (!resource.isNamespaced) return false;
    return this.client
      .list(resource.storage)
      .some(({ metadata }) => metadata.uid === uid && metadata.namespace !== namespace);
  }

  private resourceOf(apiVersion: string, kind: string): ServedResource | undefined {
    const served = this.client.resources();
    if (served !== this.served) {
      this.served = served;
      this.byKind.clear();
      for (const each of served) this.byKind.set(`${each.group}/${each.kind}`, each);
    }
    return this.byKind.get(`${parseApiVersion(apiVersion).group}/${kind}`);
  }
}
