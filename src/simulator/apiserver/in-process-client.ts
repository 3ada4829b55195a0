import {
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
import type { UserInfo } from '../resources/resource';
import type { Store } from '../store';
import { Call, type ServerParts } from './call';
import { canonicalDraft, decodedStatus, draftMaker, newDraft } from './client-drafts';
import { trackWrite, UntrackedWrite, type TrackedDraft } from './field-tracking';
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
import { draftOf, TemplatedDrafts } from './templated-drafts';

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

const NO_FORM: WriteForm = {};

class InProcessClient implements ApiClient {
  private readonly templated = new TemplatedDrafts(newDraft);
  /** What all its calls have of a request: the name of the client. */
  private readonly request: ApiRequest;
  private readonly objects: Store;

  constructor(
    private readonly parts: ServerParts,
    private readonly known: StoredResources,
    private readonly changes: ServedChanges,
    private readonly identity: ClientIdentity,
  ) {
    this.objects = parts.store;
    const headers = { 'user-agent': identity.manager };
    this.request = { method: '', path: '', query: NO_QUERY, headers, body: NO_BODY };
  }

  get revision(): string {
    return String(this.objects.revision);
  }

  get<Resource extends string>(resource: Resource, namespace: string, name: string): ObjectOf<Resource> | undefined {
    return this.objects.get(resource, namespace, name) as ObjectOf<Resource> | undefined;
  }

  list<Resource extends string>(resource: Resource, namespace = ''): readonly ObjectOf<Resource>[] {
    return this.objects.list(resource, namespace) as ObjectOf<Resource>[];
  }

  count(resource: string, namespace = ''): number {
    return this.objects.count(resource, { namespace });
  }

  create<Resource extends string>(resource: Resource, object: NewObject<Resource>, form = NO_FORM): ObjectOf<Resource> {
    const call = this.call(resource, 'create', object.metadata.namespace ?? '', '');
    if (form.isCanonical === true) {
      return this.createDraft(call, canonicalDraft(call.resource, object), object as Draft) as ObjectOf<Resource>;
    }
    if (call.resource.strategy.isTemplated === true) {
      const template = this.templated.templateOf(call.resource, object);
      return this.createDraft(call, draftOf(template), template.draft, template.precedent) as ObjectOf<Resource>;
    }
    const made = newDraft(call.resource, object);
    return this.createDraft(call, made, draftMaker(call.resource, object)) as ObjectOf<Resource>;
  }

  update<Resource extends string>(resource: Resource, object: ObjectOf<Resource>): ObjectOf<Resource> {
    return this.write(resource, object, '', MAIN) as ObjectOf<Resource>;
  }

  updateStatus<Resource extends string>(
    resource: Resource,
    object: ObjectOf<Resource>,
    form = NO_FORM,
  ): ObjectOf<Resource> {
    const { namespace = '', name = '', uid } = object.metadata;
    const call = this.call(resource, 'update', namespace, name, 'status');
    const old = stored(call);
    requireSameUid(call, old, uid);
    // What the status does not say stays as it is.
    const { metadata } = old;
    const draft =
      form.isCanonical === true && object.metadata === metadata && metadata.managedFields === undefined
        ? { ...old, metadata: { ...metadata }, status: object['status'] }
        : { ...old, ...decodedStatus(call.resource, object) };
    const tracked = new UntrackedWrite(call, this.identity.manager, old, draft);
    return updateObject(call, old, draft, { dryRun: false, mode: STATUS, tracked }) as ObjectOf<Resource>;
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
    const { objects } = this;
    for (const object of objects.list(resource)) listener({ type: 'ADDED', object: object as ObjectOf<Resource> });
    return objects.watch(resource, objects.revision, listener as (change: ObjectChange) => void);
  }

  watchAll(listener: (resource: ServedResource, change: ObjectChange) => void): () => void {
    for (const resource of this.known.all()) {
      for (const object of this.objects.list(resource.storage)) listener(resource, { type: 'ADDED', object });
    }
    return this.changes.listen(listener);
  }

  resources(): readonly ServedResource[] {
    return this.known.all();
  }

  updateApproval(request: CertificateSigningRequest): void {
    this.write('certificates.k8s.io/certificatesigningrequests', request, 'approval', APPROVAL);
  }

  /** Stores a new object; `before` is what its draft was before anybody changed it. */
  private createDraft(call: Call, draft: Draft, before: TrackedDraft, precedent?: Precedent): KubeObject {
    const tracked = new UntrackedWrite(call, this.identity.manager, undefined, before);
    return createObject(call, draft, false, tracked, precedent);
  }

  private write(storage: string, object: KubeObject, subresource: string, mode: UpdateMode): KubeObject {
    const { namespace = '', name = '' } = object.metadata;
    const call = this.call(storage, 'update', namespace, name, subresource);
    const old = stored(call);
    requireSameUid(call, old, object.metadata.uid);
    const draft = newDraft(call.resource, object);
    trackWrite(call, draft, old, this.identity.manager);
    return updateObject(call, old, draft, { dryRun: false, mode });
  }

  private call(storage: string, verb: string, namespace: string, name: string, subresource = ''): Call {
    const resource = this.known.get(storage);
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
    return new Call(this.parts, this.request, info, this.identity.user, resource, false);
  }
}

function stored(call: Call): KubeObject {
  const object = call.parts.store.get(call.resource.storage, call.namespace, call.info.name);
  if (object !== undefined) return object;
  throw statusErrors.notFound(call.subject, call.info.name);
}
