import {
  applyJsonPatch,
  applyMergePatch,
  fieldError,
  labelSelectorOf,
  statusErrors,
  type Draft,
  type ErrorSubject,
  type KubeObject,
  type LabelSelectorObject,
} from '../../api';
import { fieldsAt, isFields, type Fields } from '../../resources/fields';
import type { CustomScale } from '../../resources/resource';
import { scaleTable } from '../../resources/tables/scaling';
import { jsonAnswer } from '../answer';
import type { Call } from '../call';
import { DecodeError, decodeKind, decodeObjectBody } from '../decoding';
import { trackWrite } from '../field-tracking';
import { badResult, patchTypeOf } from '../handlers/patch';
import { requireName } from '../handlers/update';
import { negotiate, type Negotiated } from '../negotiation';
import { writeOptionsOf, type WriteOptions } from '../options';
import { served, tableRequestOf } from '../rendering';
import { parsePatch } from '../patch-bodies';
import type { ApiAnswer } from '../request';
import { metadataText } from '../serialization';
import { admitSubresource } from '../storage/admit-subresource';
import { metadataOf } from '../storage/metadata';
import { MODIFIED_MEANWHILE } from '../storage/preconditions';
import { MAIN } from '../storage/update-mode';
import { updateObject } from '../storage/update-object';
import { tableText } from '../tables';
import { toStorage } from '../versions';

const API_VERSION = 'autoscaling/v1';

/** Answers GET, PUT and PATCH of `/scale`. Source: Kubernetes 1.36, pkg/registry/apps/deployment/storage `ScaleREST`. */
export function scale(call: Call): ApiAnswer {
  // That of custom resources has no columns.
  const negotiated = negotiate(call.request, call.resource.custom === undefined);
  const isPatch = call.info.verb === 'patch';
  if (call.info.verb === 'get') return scaleAnswer(call, negotiated, scaledObject(call));
  if (isPatch) patchTypeOf(call);
  const options = writeOptionsOf(call.request.query, isPatch ? 'PatchOptions' : 'UpdateOptions');
  const object = scaledObject(call);
  const wanted = isPatch
    ? patchedScale(call, scaleOf(call, object))
    : decodeObjectBody(call, 'Scale', API_VERSION, options.fieldValidation);
  requireName(call, wanted);
  return scaleAnswer(call, negotiated, resized(call, object, wanted, options));
}

/** The object that is scaled; the real server names the subresource when there is none. */
function scaledObject(call: Call): KubeObject {
  const object = call.parts.store.get(call.resource.storage, call.namespace, call.info.name);
  if (object !== undefined) return object;
  throw statusErrors.notFound(missingSubject(call), call.info.name);
}

function missingSubject(call: Call): ErrorSubject {
  const { group, resource } = call.subject;
  if (call.resource.custom !== undefined) return call.subject;
  return { group: group === '' ? 'autoscaling' : group, resource: `${resource}/scale` };
}

const BUILT_IN: CustomScale = { specReplicas: ['spec', 'replicas'], statusReplicas: ['status', 'replicas'] };

const pathsOf = (call: Call): CustomScale => call.resource.custom?.scaleOf(call.info.version) ?? BUILT_IN;

function numberAt(object: Fields, path: readonly string[]): number {
  let value: unknown = object;
  for (const field of path) value = isFields(value) ? value[field] : undefined;
  return typeof value === 'number' ? value : 0;
}

function textAtPath(object: Fields, path: readonly string[]): string {
  let value: unknown = object;
  for (const field of path) value = isFields(value) ? value[field] : undefined;
  return typeof value === 'string' ? value : '';
}

/** The Scale of an object. Replicas of the spec are left out when they are none, as Go does. */
function scaleOf(call: Call, stored: KubeObject): KubeObject {
  const object = served(call, stored);
  const paths = pathsOf(call);
  const replicas = numberAt(object, paths.specReplicas);
  const selector = selectorText(call, object, paths);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: API_VERSION,
    metadata: {
      name: name as string,
      ...(namespace === undefined ? {} : { namespace }),
      uid: uid as string,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      creationTimestamp: creationTimestamp as string,
    },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: numberAt(object, paths.statusReplicas), ...(selector === '' ? {} : { selector }) },
  };
}

function selectorText(call: Call, object: KubeObject, { labelSelector }: CustomScale): string {
  if (call.resource.custom !== undefined) {
    return labelSelector === undefined ? '' : textAtPath(object, labelSelector);
  }
  const selector = fieldsAt(fieldsAt(object, 'spec'), 'selector');
  if (selector === undefined) return '';
  // A ReplicationController selects by plain labels.
  const isPlain = call.resource.storage === 'replicationcontrollers';
  return labelSelectorOf((isPlain ? { matchLabels: selector } : selector) as LabelSelectorObject).toString();
}

const scaleAnswer = (call: Call, negotiated: Negotiated, object: KubeObject): ApiAnswer =>
  jsonAnswer(200, scaleText(call, negotiated, scaleOf(call, object)), negotiated, call.warnings);

function scaleText(call: Call, negotiated: Negotiated, object: KubeObject): string {
  if (negotiated.form === 'object') return JSON.stringify(object);
  const request = tableRequestOf(call, negotiated);
  if (negotiated.form !== 'Table') return metadataText(object, request.apiVersion);
  const { resourceVersion } = object.metadata;
  const metadata = resourceVersion === undefined ? {} : { resourceVersion };
  return tableText([object], metadata, { ...request, table: scaleTable });
}

function patchedScale(call: Call, current: KubeObject): Draft {
  const { value } = parsePatch(call);
  // A strategic patch of two numbers is a merge patch.
  const patched = Array.isArray(value) ? applyJsonPatch(current, value) : applyMergePatch(current, value);
  try {
    return decodeKind(API_VERSION, 'Scale', patched).object;
  } catch (error) {
    if (error instanceof DecodeError) throw badResult(patched, error.message);
    throw error;
  }
}

/** Writes the wanted replicas into the object. */
function resized(call: Call, stored: KubeObject, wanted: Draft, options: WriteOptions): KubeObject {
  const { resourceVersion } = metadataOf(wanted);
  if (resourceVersion !== undefined && resourceVersion !== '' && resourceVersion !== stored.metadata.resourceVersion) {
    throw statusErrors.conflict(call.subject, call.info.name, MODIFIED_MEANWHILE);
  }
  return resizeObject(call, stored, numberAt(wanted, BUILT_IN.specReplicas), options);
}

/** Writes a number of replicas into an object. Throws Invalid for one below 0. */
export function resizeObject(
  call: Call,
  stored: KubeObject,
  replicas: number,
  options: Pick<WriteOptions, 'dryRun' | 'fieldManager'> = { dryRun: false, fieldManager: '' },
): KubeObject {
  if (replicas < 0) {
    throw statusErrors.invalid({ group: 'autoscaling', resource: 'Scale' }, call.info.name, [
      fieldError.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  }
  const old = scaleOf(call, stored);
  const wanted: Draft = { ...old, spec: { replicas } };
  const admitted = numberAt(admitSubresource(call, 'update', wanted, options.dryRun, old), BUILT_IN.specReplicas);
  const draft = toStorage(
    call,
    withNumber(structuredClone(served(call, stored)), pathsOf(call).specReplicas, admitted),
  );
  trackWrite(call, draft, stored, options.fieldManager);
  return updateObject(call, stored, draft, { dryRun: options.dryRun, mode: MAIN, isAdmitted: true });
}

function withNumber(object: KubeObject, path: readonly string[], value: number): Draft {
  const draft: Draft = { ...object };
  let parent = draft;
  for (const field of path.slice(0, -1)) {
    const next: Draft = { ...(isFields(parent[field]) ? parent[field] : {}) };
    parent[field] = next;
    parent = next;
  }
  parent[path.at(-1) as string] = value;
  return draft;
}
