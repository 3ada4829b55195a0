import type { KubeObject } from '../api';
import type { ResourceInfo } from '../resources/resource';
import { jsonAnswer } from './answer';
import type { Call } from './call';
import type { Negotiated } from './negotiation';
import { completeObject } from './managed-fields';
import { includeObjectOf } from './options';
import type { ApiAnswer } from './request';
import { inVersion, itemText, metadataText, objectText } from './serialization';
import { tableOf, tableText, type TableRequest } from './tables';

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
  return jsonAnswer(200, listText(call, negotiated, objects, metadata), negotiated, call.warnings);
}

function listText(call: Call, negotiated: Negotiated, objects: readonly KubeObject[], metadata: ListMetadata): string {
  const apiVersion = negotiated.form === 'object' ? call.apiVersion : `meta.k8s.io/${negotiated.formVersion}`;
  switch (negotiated.form) {
    case 'Table':
      return tableText(objects, { ...metadata }, tableRequestOf(call, negotiated));
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList': {
      const items = objects.map((object) => metadataText(object, apiVersion)).join(',');
      return listJson('PartialObjectMetadataList', apiVersion, metadata, items);
    }
    case 'object': {
      // Items of custom resources say their kind; those of built-in ones do not.
      const text = call.resource.custom === undefined ? itemText : objectText;
      return listJson(listKindOf(call.resource), apiVersion, metadata, objects.map(text).join(','));
    }
  }
}

const listJson = (kind: string, apiVersion: string, metadata: ListMetadata, items: string): string =>
  `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},` +
  `"metadata":${JSON.stringify(metadata)},"items":[${items}]}`;
