import { StatusError, statusError, statusErrors, type KubeObject } from '../../api';
import { StoreError } from '../../store';
import type { Call } from '../call';
import { decodeContinue, encodeContinue } from '../continue-token';
import { negotiate } from '../negotiation';
import { listOptionsOf, type ListOptions } from '../options';
import { listAnswer, type ListMetadata } from '../rendering';
import type { ApiAnswer } from '../request';
import { selectionOf, type Selection } from '../selection';

/** Part of a resource at one revision. */
export interface Listed {
  readonly objects: readonly KubeObject[];
  readonly metadata: ListMetadata;
}

/** Answers a GET of a collection. */
export function list(call: Call): ApiAnswer {
  const negotiated = negotiate(call.request, true);
  const options = listOptionsOf(call.request.query, false);
  const { objects, metadata } = listed(call, options, selectionOf(call.resource, options));
  return listAnswer(call, negotiated, objects, metadata);
}

/** Lists what a request is about. Throws BadRequest, Expired, or Timeout for a revision yet to come. */
export function listed(call: Call, options: ListOptions, selection: Selection): Listed {
  const { store, virtual } = call.parts;
  const answers = virtual.get(call.resource.storage)?.list;
  if (answers !== undefined) {
    const objects = answers({ user: call.user, namespace: call.namespace, nowMs: call.parts.clock.nowMs });
    return { objects: objects.filter((each) => selection.matches(each)), metadata: { resourceVersion: '' } };
  }
  const range = rangeOf(call, options);
  const wholeName = oneName(call, selection);
  if (wholeName !== undefined && range.revision === undefined) {
    const object = store.get(call.resource.storage, wholeName.namespace, wholeName.name);
    const objects = object !== undefined && selection.matches(object) ? [object] : [];
    return { objects, metadata: { resourceVersion: String(store.revision) } };
  }
  return walked(call, options, selection, range);
}

interface Range {
  readonly revision?: number;
  /** Whether the list began in an earlier chunk. */
  readonly start?: string;
}

function rangeOf(call: Call, options: ListOptions): Range {
  const revision = revisionOf(options.resourceVersion);
  if (options.continue !== '') {
    if (revision !== undefined && revision > 0) {
      throw statusErrors.badRequest('specifying resource version is not allowed when using continue');
    }
    const token = decodeContinue(options.continue);
    const start = call.namespace === '' ? token.start : `${call.namespace}/${token.start}`;
    return { start, ...(token.revision < 0 ? {} : { revision: token.revision }) };
  }
  if (revision === undefined || revision === 0) return {};
  if (revision > call.parts.store.revision) throw tooLarge(revision, call.parts.store.revision);
  const isExact =
    options.resourceVersionMatch === 'Exact' || (options.resourceVersionMatch === '' && options.limit > 0);
  return isExact ? { revision } : {};
}

/** Reads a resourceVersion; undefined for none. Throws BadRequest. */
export function revisionOf(resourceVersion: string): number | undefined {
  if (resourceVersion === '') return undefined;
  if (/^\d+$/.test(resourceVersion)) return Number(resourceVersion);
  const shown = JSON.stringify(resourceVersion);
  throw statusErrors.badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`,
  );
}

/** Source: Kubernetes 1.36, apiserver/pkg/storage/errors.go `NewTooLargeResourceVersionError`. */
export const tooLarge = (wanted: number, current: number): Error =>
  statusError(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });

/** The one object that can match, when the selector names it. */
function oneName(call: Call, selection: Selection): { namespace: string; name: string } | undefined {
  const { name } = selection;
  if (name === undefined) return undefined;
  if (!call.resource.isNamespaced) return { namespace: '', name };
  const namespace = call.namespace === '' ? (selection.namespace ?? '') : call.namespace;
  return namespace === '' ? undefined : { namespace, name };
}

function walked(call: Call, options: ListOptions, selection: Selection, range: Range): Listed {
  const { store } = call.parts;
  const { storage } = call.resource;
  const revision = range.revision ?? store.revision;
  const objects: KubeObject[] = [];
  let lastKey = '';
  let hasMore = false;
  try {
    for (const [key, object] of store.entries(storage, { namespace: call.namespace, ...range })) {
      if (options.limit > 0 && objects.length === options.limit) {
        hasMore = true;
        break;
      }
      lastKey = key;
      if (selection.isEverything || selection.matches(object)) objects.push(object);
    }
  } catch (error) {
    if (error instanceof StoreError && error.refusal === 'compacted') throw expired(call, options, range);
    throw error;
  }
  const metadata: ListMetadata = { resourceVersion: String(revision) };
  if (!hasMore) return { objects, metadata };
  const relativeKey = call.namespace === '' ? lastKey : lastKey.slice(call.namespace.length + 1);
  const token = encodeContinue(relativeKey, revision);
  if (!selection.isEverything) return { objects, metadata: { ...metadata, continue: token } };
  const start = `${lastKey}\u0000`;
  const remaining = store.count(storage, { namespace: call.namespace, start, revision });
  return { objects, metadata: { ...metadata, continue: token, remainingItemCount: remaining } };
}

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

/** Source: Kubernetes 1.36, apiserver/pkg/storage/etcd3/errors.go `handleCompactedErrorForPaging`. */
function expired(call: Call, options: ListOptions, range: Range): Error {
  if (options.continue === '') return statusErrors.expired('The resourceVersion for the provided list is too old.');
  const { status } = statusErrors.expired(CONTINUE_EXPIRED);
  const start = call.namespace === '' ? (range.start ?? '') : (range.start ?? '').slice(call.namespace.length + 1);
  // Keys end in a zero byte in tokens: the next list begins right behind them.
  const token = encodeContinue(start.endsWith('\u0000') ? start.slice(0, -1) : start, -1);
  return new StatusError({ ...status, metadata: { continue: token } });
}
