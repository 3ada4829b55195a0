import { fieldError, parseApiVersion, statusErrors, type FieldError, type KubeObject, type Status } from '../../api';
import { statusAnswer } from '../answer';
import type { Call } from '../call';
import { decodeOptionsBody } from '../decoding';
import { negotiate } from '../negotiation';
import { dryRunErrors, isDryRun, listOptionsOf } from '../options';
import { flag, integer, text } from '../query';
import { listAnswer, objectAnswer } from '../rendering';
import type { ApiAnswer } from '../request';
import { selectionOf } from '../selection';
import { deleteObject, type DeleteRequest, type PropagationPolicy } from '../storage/delete-object';
import { storedObject } from './get';
import { listed } from './list';

/** A DeleteOptions body. */
interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly orphanDependents?: boolean;
  readonly propagationPolicy?: string;
  readonly dryRun?: readonly string[];
}

/** Kinds whose DELETE answers with the object. Source: Kubernetes 1.36, ReturnDeletedObject in pkg/registry. */
const RETURNS_OBJECT = new Set([
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourcequotas',
  'serviceaccounts',
  'services',
]);

/** Answers a DELETE of one object. */
export function deleteOne(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const request = deleteRequestOf(call);
  const stored = storedObject(call);
  const { object, isGone } = deleteObject(call, stored, request);
  const { resource } = call;
  const isReturned =
    resource.strategy.returnsDeletedObject ??
    (RETURNS_OBJECT.has(resource.storage) || resource.group === 'resource.k8s.io');
  if (!isGone || isReturned) return objectAnswer(call, negotiated, 200, object);
  return statusAnswer(deletedStatus(call, object), negotiated, call.warnings);
}

function deletedStatus(call: Call, { metadata }: KubeObject): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: metadata.name as string,
      ...(call.resource.group === '' ? {} : { group: call.resource.group }),
      kind: call.resource.resource,
      uid: metadata.uid as string,
    },
  };
}

/** Answers a DELETE of a collection with the objects that were in it. */
export function deleteCollection(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const options = listOptionsOf(call.request.query, false);
  const selection = selectionOf(call.resource, options);
  const request = deleteRequestOf(call);
  const { objects, metadata } = listed(call, options, selection);
  for (const object of objects) deleteObject(call, object, request);
  return listAnswer(call, negotiated, objects, metadata);
}

/** Reads and judges what a DELETE wants: its body, or else its query. Throws BadRequest or Invalid. */
export function deleteRequestOf(call: Call): DeleteRequest {
  const options = call.request.body.length > 0 ? bodyOptions(call) : queryOptions(call);
  return validDeleteRequest(options);
}

/** Judges DeleteOptions. Throws Invalid. */
export function validDeleteRequest(options: DeleteOptions): DeleteRequest {
  const errors = optionErrors(options);
  if (errors.length > 0) {
    throw statusErrors.invalid({ group: 'meta.k8s.io', resource: 'DeleteOptions' }, '', errors);
  }
  const { gracePeriodSeconds, preconditions, orphanDependents, propagationPolicy } = options;
  const policy =
    propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background');
  return {
    dryRun: isDryRun(options.dryRun ?? []),
    // A negative grace means the shortest one. Source: Kubernetes 1.36, pkg/registry/core/pod/strategy.go.
    ...(gracePeriodSeconds === undefined
      ? {}
      : { gracePeriodSeconds: gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(policy === undefined ? {} : { propagationPolicy: policy as PropagationPolicy }),
  };
}

function bodyOptions(call: Call): DeleteOptions {
  const body = decodeOptionsBody(call);
  const group = parseApiVersion(String(body['apiVersion'] ?? 'v1')).group;
  if (body['kind'] !== undefined && body['kind'] !== 'DeleteOptions') {
    throw statusErrors.badRequest(
      `decoded object cannot be converted to DeleteOptions: ${group}/${String(body['kind'])}`,
    );
  }
  return body as DeleteOptions;
}

function queryOptions(call: Call): DeleteOptions {
  const { query } = call.request;
  const gracePeriodSeconds = integer(query, 'gracePeriodSeconds');
  const orphanDependents = flag(query, 'orphanDependents');
  const propagationPolicy = text(query, 'propagationPolicy');
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(propagationPolicy === '' ? {} : { propagationPolicy }),
    dryRun: query.get('dryRun') ?? [],
  };
}

/** Source: Kubernetes 1.36, apimachinery/pkg/apis/meta/v1/validation `ValidateDeleteOptions`. */
function optionErrors({ orphanDependents, propagationPolicy, dryRun }: DeleteOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(fieldError.invalid('propagationPolicy', propagationPolicy, detail));
  }
  if (propagationPolicy !== undefined && !['Foreground', 'Background', 'Orphan'].includes(propagationPolicy)) {
    const supported = ['Foreground', 'Background', 'Orphan', 'nil'];
    errors.push(fieldError.notSupported('propagationPolicy', propagationPolicy, supported));
  }
  return [...errors, ...dryRunErrors(dryRun ?? [])];
}
