import type { KubeObject } from '../api';
import type { ResourceInfo } from '../resources/resource';
import { jsonAnswer, piecesAnswer } from './answer';
import type { Call } from './call';
import type { Negotiated } from './negotiation';
import { completeObject } from './managed-fields';
import { includeObjectOf } from './options';
import type { ApiAnswer } from './request';
import { inVersion, itemText, metadataText, objectText, separated } from './serialization';
import { tableOf, tablePieces, tableText, type TableRequest } from './tables';

/** Metadata of a list. */
export interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Kind of a list of a resource. */
export const listKindOf = (resource: ResourceInfo): string => resource.custom?.listKind ?? `${resource.kind}List`;

/** An object as the request speaks of it. */
export const served = (call: Call, object: KubeObject): KubeObject =>
  inVersion(completeObject(object), call.apiVersion, call.resource.strategy.convert);

/** How a call wants its Tables. */
export const tableRequestOf = (call: Call, negotiated: Negotiated): TableRequest => ({
  table: tableOf(call.resource),
  apiVersion: `meta.k8s.io/${negotiated.formVersion}`,
  includeObject: includeObjectOf(call.request.query),
  nowMs: call.parts.clock.nowMs,
});

/** Answers with one object in the form that was asked for. */
export function objectAnswer(call: Call, negotiated: Negotiated, status: number, stored: KubeObject): ApiAnswer {
  return jsonAnswer(status, formText(call, negotiated, served(call, stored)), negotiated, call.warnings);
}

function formText(call: Call, negotiated: Negotiated, object: KubeObject): string {
  switch (negotiated.form) {
    case 'Table': {
      const { resourceVersion } = object.metadata;
      const metadata = resourceVersion === undefined ? {} : { resourceVersion };
      return tableText([object], metadata, tableRequestOf(call, negotiated));
    }
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList':
      return metadataText(object, `meta.k8s.io/${negotiated.formVersion}`);
    case 'object':
      return objectText(object);
  }
}

/** Answers with a list in the form that was asked for. */
export function listAnswer(
  call: Call,
  negotiated: Negotiated,
  stored: readonly KubeObject[],
  metadata: ListMetadata,
): ApiAnswer {
  const objects = stored.map((object) => served(call, object));
  return piecesAnswer(200, listPieces(call, negotiated, objects, metadata), negotiated, call.warnings);
}

function listPieces(
  call: Call,
  negotiated: Negotiated,
  objects: readonly KubeObject[],
  metadata: ListMetadata,
): readonly string[] {
  const apiVersion = negotiated.form === 'object' ? call.apiVersion : `meta.k8s.io/${negotiated.formVersion}`;
  switch (negotiated.form) {
    case 'Table':
      return tablePieces(objects, { ...metadata }, tableRequestOf(call, negotiated));
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList': {
      const items = objects.map((object) => metadataText(object, apiVersion));
      return [listHead('PartialObjectMetadataList', apiVersion, metadata), ...separated(items), LIST_END];
    }
    case 'object': {
      // Items of custom resources say their kind; those of built-in ones do not.
      const items = objects.map(call.resource.custom === undefined ? itemText : objectText);
      return [listHead(listKindOf(call.resource), apiVersion, metadata), ...separated(items), LIST_END];
    }
  }
}

const listHead = (kind: string, apiVersion: string, metadata: ListMetadata): string =>
  `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},` +
  `"metadata":${JSON.stringify(metadata)},"items":[`;

const LIST_END = ']}';
