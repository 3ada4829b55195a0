import {
  extended,
  statusErrors,
  type ApiClient,
  type CertificateSigningRequest,
  type DeletionOptions,
  type Draft,
  type KubeObject,
  type NewObject,
  type ObjectChange,
  type ObjectOf,
  type ServedResource,
  type WriteForm,
} from '../api';
import { storageApiVersion } from '../resources/registry';
import type { ResourceInfo, UserInfo } from '../resources/resource';
import { Call, type ServerParts } from './call';
import { DecodeError, decodeValue } from './decoding';
import { trackLater, trackWrite, type TrackedDraft } from './field-tracking';
import type { ApiRequest } from './request';
import type { RequestInfo } from './request-info';
import { createObject } from './storage/create-object';
import { deleteObject } from './storage/delete-object';
import type { Precedent } from './storage/precedent';
import { requireSameUid } from './storage/preconditions';
import { MAIN, STATUS, type UpdateMode } from './storage/update-mode';
import { updateObject } from './storage/update-object';
import { ServedChanges } from './served-changes';
import { StoredResources } from './stored-resources';
import { assignPod } from './subresources/binding';
import { APPROVAL, FINALIZE } from './subresources/modes';
import { resizeObject } from './subresources/scale';
import { TemplatedDrafts } from './templated-drafts';
import { storageDraft, toStorage } from './versions';

/** Who speaks to the server from within. */
export interface ClientIdentity {
  readonly user: UserInfo;
  /** Manager of the fields that it writes: `kube-controller-manager`, `kubelet`. */
  readonly manager: string;
}

const NO_QUERY: ReadonlyMap<string, readonly string[]> = new Map();
const NO_BODY = new Uint8Array();

/** Makes clients that share the server's parts. They skip authorization: who they are decides only what is recorded. */
export function clientFactory(parts: ServerParts): (identity: ClientIdentity) => ApiClient {
  const resources = new StoredResources(parts);
  const changes = new ServedChanges(parts.store, resources);
  return (identity) => new InProcessClient(parts, resources, changes, identity);
}

/** A draft to create an object from. */
interface NewDraft {
  readonly draft: Draft;
  /** What it was before anybody changed it. */
  readonly before: TrackedDraft;
  /** @default - every such object is validated */
  readonly precedent?: Precedent;
}

class InProcessClient implements ApiClient {
  private readonly templated = new TemplatedDrafts();

  constructor(
    private readonly parts: ServerParts,
    private readonly known: StoredResources,
    private readonly changes: ServedChanges,
    private readonly identity: ClientIdentity,
  ) {}

  get revision(): string {
    return String(this.parts.store.revision);
  }

  get<Resource extends string>(resource: Resource, namespace: string, name: string): ObjectOf<Resource> | undefined {
    return this.parts.store.get(resource, namespace, name) as ObjectOf<Resource> | undefined;
  }

  list<Resource extends string>(resource: Resource, namespace = ''): readonly ObjectOf<Resource>[] {
    return this.parts.store.list(resource, namespace) as ObjectOf<Resource>[];
  }

  count(resource: string, namespace = ''): number {
    return this.parts.store.count(resource, { namespace });
  }

  create<Resource extends string>(
    resource: Resource,
    object: NewObject<Resource>,
    { isCanonical = false }: WriteForm = {},
  ): ObjectOf<Resource> {
    const call = this.call(resource, 'create', object.metadata.namespace ?? '', '');
    const { draft, before, precedent } = this.newDraft(call.resource, object, isCanonical);
    const track = (written: KubeObject): void => trackLater(call, written, undefined, this.identity.manager, before);
    return createObject(call, draft, false, track, precedent) as ObjectOf<Resource>;
  }

  update<Resource extends string>(resource: Resource, object: ObjectOf<Resource>): ObjectOf<Resource> {
    return this.write(resource, object, '', MAIN) as ObjectOf<Resource>;
  }

  updateStatus<Resource extends string>(
    resource: Resource,
    object: ObjectOf<Resource>,
    { isCanonical = false }: WriteForm = {},
  ): ObjectOf<Resource> {
    const { namespace = '', name = '', uid } = object.metadata;
    const call = this.call(resource, 'update', namespace, name, 'status');
    const old = stored(call);
    requireSameUid(call, old, uid);
    // What the status does not say stays as it is.
    const { metadata } = old;
    const draft =
      isCanonical && object.metadata === metadata && metadata.managedFields === undefined
        ? { ...old, metadata: { ...metadata }, status: object['status'] }
        : { ...old, ...decodedStatus(call.resource, object) };
    const track = (written: KubeObject): void => trackLater(call, written, old, this.identity.manager, written);
    return updateObject(call, old, draft, { dryRun: false, mode: STATUS, trackLater: track }) as ObjectOf<Resource>;
  }

  scale(resource: string, namespace: string, name: string, replicas: number): void {
    const call = this.call(resource, 'update', namespace, name, 'scale');
    resizeObject(call, stored(call), replicas);
  }

  delete(resource: string, namespace: string, name: string, options: DeletionOptions = {}): void {
    const { uid, resourceVersion, gracePeriodSeconds, propagationPolicy } = options;
    const call = this.call(resource, 'delete', namespace, name);
    deleteObject(call, stored(call), {
      dryRun: false,
      preconditions: {
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    });
  }

  bind(namespace: string, name: string, node: string): void {
    const call = this.call('pods', 'create', namespace, name, 'binding');
    assignPod(call, stored(call), node);
  }

  finalizeNamespace(name: string, finalizers: readonly string[]): void {
    const namespace = this.get('namespaces', '', name);
    if (namespace === undefined) throw statusErrors.notFound({ group: '', resource: 'namespaces' }, name);
    this.write('namespaces', { ...namespace, spec: { finalizers } }, 'finalize', FINALIZE);
  }

  watch<Resource extends string>(
    resource: Resource,
    listener: (change: ObjectChange<ObjectOf<Resource>>) => void,
  ): () => void {
    const { store } = this.parts;
    for (const object of store.list(resource)) listener({ type: 'ADDED', object: object as ObjectOf<Resource> });
    return store.watch(resource, store.revision, listener as (change: ObjectChange) => void);
  }

  watchAll(listener: (resource: ServedResource, change: ObjectChange) => void): () => void {
    for (const resource of this.known.all()) {
      for (const object of this.parts.store.list(resource.storage)) listener(resource, { type: 'ADDED', object });
    }
    return this.changes.listen(listener);
  }

  resources(): readonly ServedResource[] {
    return this.known.all();
  }

  updateApproval(request: CertificateSigningRequest): void {
    this.write('certificates.k8s.io/certificatesigningrequests', request, 'approval', APPROVAL);
  }

  private newDraft(resource: ResourceInfo, object: { readonly metadata: object }, isCanonical: boolean): NewDraft {
    if (isCanonical) {
      const apiVersion = storageApiVersion(resource);
      return {
        draft: extended(object, { metadata: extended(object.metadata, {}), apiVersion, kind: resource.kind }),
        before: object as Draft,
      };
    }
    const decode = draftMaker(resource, object);
    return resource.strategy.isTemplated === true
      ? this.templated.draftOf(resource.storage, object, decode)
      : { draft: decode(), before: decode };
  }

  private write(storage: string, object: KubeObject, subresource: string, mode: UpdateMode): KubeObject {
    const { namespace = '', name = '' } = object.metadata;
    const call = this.call(storage, 'update', namespace, name, subresource);
    const old = stored(call);
    requireSameUid(call, old, object.metadata.uid);
    const draft = toStorage(call, decoded(call.resource, object));
    trackWrite(call, draft, old, this.identity.manager);
    return updateObject(call, old, draft, { dryRun: false, mode });
  }

  private call(storage: string, verb: string, namespace: string, name: string, subresource = ''): Call {
    const resource = this.known.get(storage);
    const request: ApiRequest = {
      method: verb,
      path: '',
      query: NO_QUERY,
      headers: { 'user-agent': this.identity.manager },
      body: NO_BODY,
    };
    const info: RequestInfo = {
      isResourceRequest: true,
      verb,
      path: '',
      group: resource.group,
      version: resource.storageVersion,
      resource: resource.resource,
      subresource,
      tail: '',
      namespace,
      name,
    };
    return new Call(this.parts, request, info, this.identity.user, resource, false);
  }
}

/**
 * A private copy as the server would have decoded it: empty fields are gone, quantities are canonical. Throws BadRequest
 * for values that no field can hold, such as a number beyond its type.
 */
function decoded(resource: ResourceInfo, object: { readonly metadata: object }): Draft {
  try {
    return decodeValue(resource, storageApiVersion(resource), object).object;
  } catch (error) {
    if (error instanceof DecodeError) throw statusErrors.badRequest(error.message);
    throw error;
  }
}

/** Metadata and status as the server would have decoded them. */
function decodedStatus(resource: ResourceInfo, { apiVersion, kind, metadata, status }: KubeObject): Draft {
  const { managedFields: _theirs, ...others } = metadata;
  const part = decoded(resource, { apiVersion, kind, metadata: others, status } as KubeObject);
  return { metadata: part['metadata'], status: part['status'] };
}

/*
 * What is kept until somebody asks who owns what must not hold on to the call that it came with: these closures know
 * nothing else.
 */

/** Makes the draft of an object, as often as it is asked. */
const draftMaker =
  (resource: ResourceInfo, object: { readonly metadata: object }): (() => Draft) =>
  () =>
    storageDraft(resource, decoded(resource, object));

function stored(call: Call): KubeObject {
  const object = call.parts.store.get(call.resource.storage, call.namespace, call.info.name);
  if (object !== undefined) return object;
  throw statusErrors.notFound(call.subject, call.info.name);
}
