import { type ApiClient, equalJson, type KubeObject, type NewObject } from '../api';
import { accessObjects } from './access';
import { isAutomanaged, localApiServices } from './api-services';
import { decideRole } from './roles/reconcile';
import type { SeedObject } from './seed-object';
import { systemObjects } from './system-objects';

/** What else than roles is made again where it is missing. */
const REMADE = new Set(['namespaces', 'scheduling.k8s.io/priorityclasses']);

function create(client: ApiClient, storage: string, object: KubeObject): void {
  client.create(storage, object as NewObject<string>);
}

/** Registers a version that the server serves; what somebody else has put in its place stays. */
function register(client: ApiClient, { storage, object }: SeedObject): void {
  const existing = client.get(storage, '', object.metadata.name ?? '');
  if (existing === undefined) create(client, storage, object);
  else if (isAutomanaged(existing) && !equalJson(existing['spec'], object['spec'])) {
    client.update(storage, { ...existing, spec: object['spec'] });
  }
}

function reconcile(client: ApiClient, { storage, object }: SeedObject): void {
  const { namespace = '', name = '' } = object.metadata;
  const action = decideRole(object, client.get(storage, namespace, name) as KubeObject | undefined);
  switch (action.type) {
    case 'nothing':
      return;
    case 'create':
      create(client, storage, action.object);
      return;
    case 'update':
      client.update(storage, action.object as Parameters<typeof client.update>[1]);
      return;
    case 'replace':
      client.delete(storage, namespace, name);
      create(client, storage, action.object);
      return;
  }
}

/**
 * What a starting API server does with the objects that are its own: namespaces, priority classes and APIServices that
 * are missing are made, roles and bindings completed.
 *
 * Source: Kubernetes 1.36, the post-start hooks `start-system-namespaces-controller`,
 * `scheduling/bootstrap-system-priority-classes`, `rbac/bootstrap-roles` and `kube-apiserver-autoregistration`.
 */
export function runStartHooks(client: ApiClient): void {
  for (const { storage, object } of systemObjects('', '', '')) {
    const { name = '' } = object.metadata;
    if (REMADE.has(storage) && client.get(storage, '', name) === undefined) create(client, storage, object);
  }
  for (const each of accessObjects()) reconcile(client, each);
  for (const each of localApiServices()) register(client, each);
}
