import type { KubeObject } from '../objects/object';
import type { Api, RequestSettings } from './api';
import type { ServedKind } from './discovery';
import { isRefusal } from './status';

/** Where an object of a kind is. */
export interface Place {
  readonly kind: ServedKind;
  /** Empty for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** Name under which our fields are known to the server. */
export const FIELD_MANAGER = 'workshop-stacks';

/** How an object is applied. */
export interface ApplySettings {
  /** @default 'workshop-stacks' */
  readonly fieldManager?: string;
  /** Whether fields of other managers are taken over. @default false */
  readonly isForced?: boolean;
  /** Whether the server only says what would become of it. @default false */
  readonly isDryRun?: boolean;
}

/** What an applied object has become. */
export interface AppliedObject {
  readonly object: KubeObject;
  readonly isCreated: boolean;
  /** What the server warns of. */
  readonly warnings: readonly string[];
}

/** What to list. */
export interface ListScope {
  /** @default - every namespace */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Whether only metadata is wanted. @default false */
  readonly isMetadataOnly?: boolean;
}

const PAGE = '500';
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

function collectionPath({ group, version, resource, isNamespaced }: ServedKind, namespace: string): string {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return isNamespaced && namespace !== ''
    ? `${base}/namespaces/${encodeURIComponent(namespace)}/${resource}`
    : `${base}/${resource}`;
}

/** Path of an object, with a subresource behind it if there is one. */
export const objectPath = ({ kind, namespace, name }: Place, subresource?: string): string =>
  `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}${subresource === undefined ? '' : `/${subresource}`}`;

/** The text of warnings: `299 - "text"`, any number of them. */
const warningsIn = (header: string | string[] | undefined): string[] =>
  [...(Array.isArray(header) ? header.join(', ') : (header ?? '')).matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(
    ([, text = '']) => text.replace(/\\(.)/g, '$1'),
  );

/** The object of a place; undefined when there is none. */
export async function readObject(api: Api, place: Place): Promise<KubeObject | undefined> {
  try {
    return await api.json<KubeObject>({ method: 'GET', path: objectPath(place) });
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}

/** Characters that YAML does not take as they are, or takes as ends of lines. Source: yaml.org/spec/1.1, section 5.1. */
const NOT_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** JSON that a reader of YAML understands alike: that is what reads what is applied. */
export const yamlOf = (object: object): string =>
  JSON.stringify(object).replace(NOT_IN_YAML, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Applies an object by server-side apply, strictly: unknown fields are refused. */
export async function applyObject(
  api: Api,
  place: Place,
  object: object,
  { fieldManager = FIELD_MANAGER, isForced = false, isDryRun = false }: ApplySettings = {},
  settings?: RequestSettings,
): Promise<AppliedObject> {
  const { status, headers, text } = await api.request(
    {
      method: 'PATCH',
      path: objectPath(place),
      query: {
        fieldManager,
        fieldValidation: 'Strict',
        force: String(isForced),
        ...(isDryRun ? { dryRun: 'All' } : {}),
      },
      contentType: 'application/apply-patch+yaml',
      body: yamlOf(object),
    },
    settings,
  );
  return {
    object: JSON.parse(text) as KubeObject,
    isCreated: status === 201,
    warnings: warningsIn(headers['warning']),
  };
}

/** Lists objects of a kind, all pages. */
export async function listObjects(
  api: Api,
  kind: ServedKind,
  scope: ListScope = {},
  settings?: RequestSettings,
): Promise<KubeObject[]> {
  try {
    return await listPages(api, kind, scope, settings);
  } catch (error) {
    // The list changed for so long that its next page is forgotten: once more from the beginning.
    if (!isRefusal(error, 410)) throw error;
    return await listPages(api, kind, scope, settings);
  }
}

async function listPages(
  api: Api,
  kind: ServedKind,
  { namespace = '', labelSelector, fieldSelector, isMetadataOnly = false }: ListScope,
  settings: RequestSettings | undefined,
): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  for (let token: string | undefined = ''; token !== undefined;) {
    const list: { metadata?: { continue?: string }; items?: KubeObject[] | null } = await api.json(
      {
        method: 'GET',
        path: collectionPath(kind, namespace),
        query: {
          limit: PAGE,
          ...(labelSelector === undefined ? {} : { labelSelector }),
          ...(fieldSelector === undefined ? {} : { fieldSelector }),
          ...(token === '' ? {} : { continue: token }),
        },
        ...(isMetadataOnly ? { accept: METADATA } : {}),
      },
      settings,
    );
    // Items of typed lists do not say what they are.
    for (const item of list.items ?? []) objects.push({ ...item, apiVersion, kind: kind.kind });
    const next = list.metadata?.continue ?? '';
    token = next === '' ? undefined : next;
  }
  return objects;
}

/** Answers to writes that somebody else may be faster with: the caller looks at what is there now. */
const OVERTAKEN = { finalCodes: [403, 404, 409] } as const;

/** Makes an object that is not there yet; 409 is not asked again. */
export const createObject = (api: Api, { kind, namespace }: Place, object: object): Promise<KubeObject> =>
  api.json({ method: 'POST', path: collectionPath(kind, namespace), body: JSON.stringify(object) }, OVERTAKEN);

/** Replaces an object that is still as it was seen, by its `resourceVersion`; 409 is not asked again. */
export const replaceObject = (api: Api, place: Place, object: object): Promise<KubeObject> =>
  api.json({ method: 'PUT', path: objectPath(place), body: JSON.stringify(object) }, OVERTAKEN);

/** Which object is meant: the one with this id, or in this version. */
export interface Preconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** Deletes this very object: one that was made again meanwhile stays. Objects that are gone count as deleted. */
export async function deleteObject(
  api: Api,
  place: Place,
  { uid, resourceVersion }: Preconditions,
  settings?: RequestSettings,
): Promise<void> {
  const preconditions = { uid, resourceVersion };
  try {
    await api.request(
      {
        method: 'DELETE',
        path: objectPath(place),
        body: JSON.stringify({
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          propagationPolicy: 'Background',
          preconditions,
        }),
      },
      settings,
    );
  } catch (error) {
    // Not there, or another object of the same name.
    if (!isRefusal(error, 404) && !isRefusal(error, 409)) throw error;
  }
}
