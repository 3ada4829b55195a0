import { hashText } from '../../engine';
import { definitionOf } from '../type-schema';
import { pathsOf } from './paths';
import { SchemaWriter, closureOf } from './schema-of';
import { kindOfRow, kindsByDefinition, listDefinition, rowsByVersion } from './served-kinds';
import { PATCH, type Schema } from './special-definitions';

/** Version that every document names; part of the hash that lets clients keep a document for ever. */
const DOCUMENT_VERSION = 'v1.36.0';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** `v1` is served at `api/v1`, `apps/v1` at `apis/apps/v1`. */
const pathOf = (groupVersion: string): string => `${groupVersion.includes('/') ? 'apis' : 'api'}/${groupVersion}`;

/** A hash, written as the server writes its own. */
const hashOf = (text: string): string => hashText(text).toString(16).toUpperCase().padStart(8, '0');

/** Which documents there are, as `/openapi/v3` answers: the built-in groups and versions. */
export function openApiV3Paths(): { readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>> } {
  const entries = [...rowsByVersion().keys()].sort().map((groupVersion) => {
    const path = pathOf(groupVersion);
    const serverRelativeURL = `/openapi/v3/${path}?hash=${hashOf(`${DOCUMENT_VERSION} ${path}`)}`;
    return [path, { serverRelativeURL }] as const;
  });
  return { paths: Object.fromEntries(entries) };
}

const documents = new Map<string, Schema>();

/** The document behind a path such as `apis/apps/v1`; undefined when none of the built-in ones is there. */
export function openApiV3(path: string): Schema | undefined {
  const known = documents.get(path);
  if (known !== undefined) return known;
  const groupVersion = path.replace(/^apis?\//, '');
  const rows = rowsByVersion().get(groupVersion);
  if (rows === undefined || pathOf(groupVersion) !== path) return undefined;
  const kinds = kindsByDefinition();
  const writer = new SchemaWriter('v3', (definition) => kinds.get(definition) ?? []);
  const roots = rows
    .filter(({ kind }) => !kind.endsWith('ProxyOptions'))
    .flatMap((row) => [definitionOf(kindOfRow(row)), listDefinition(row)])
    .filter((definition) => definition !== undefined);
  const always = ['APIResourceList', 'DeleteOptions', 'Status', 'WatchEvent'].map((name) => `${META}.${name}`);
  const schemas = closureOf([...roots, ...always, PATCH]).map((name) => [name, writer.schemaOf(name)] as const);
  const document = {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: DOCUMENT_VERSION },
    paths: pathsOf(rows),
    components: { schemas: Object.fromEntries(schemas) },
  };
  documents.set(path, document);
  return document;
}
