import { parseApiVersion, type GroupVersionKind } from '../../api';
import { discoveryTable, type DiscoveryRow } from '../discovery';
import { allKinds, definitionOf } from '../type-schema';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Requests that every group and version knows by its own name. */
const IN_EVERY_VERSION = ['DeleteOptions', 'WatchEvent'];

/** Rows of discovery by group and version, such as `apps/v1`. */
export function rowsByVersion(): ReadonlyMap<string, readonly DiscoveryRow[]> {
  const found = new Map<string, DiscoveryRow[]>();
  for (const row of discoveryTable()) {
    const rows = found.get(row.groupVersion);
    if (rows === undefined) found.set(row.groupVersion, [row]);
    else rows.push(row);
  }
  return found;
}

/** Kind of a row: that of its own version, or of the version it names. */
export const kindOfRow = (row: DiscoveryRow): GroupVersionKind => ({
  ...parseApiVersion(row.gvOverride ?? row.groupVersion),
  kind: row.kind,
});

/** Definition of the list of a row's kind; undefined where nothing is listed. */
export function listDefinition(row: DiscoveryRow): string | undefined {
  const kind = kindOfRow(row);
  return row.verbs.includes('list') ? definitionOf({ ...kind, kind: `${kind.kind}List` }) : undefined;
}

/** Kinds by definition, in all served versions. */
export function kindsByDefinition(): ReadonlyMap<string, readonly GroupVersionKind[]> {
  const found = new Map<string, GroupVersionKind[]>();
  for (const { gvk, definition } of allKinds()) {
    const kinds = found.get(definition);
    if (kinds === undefined) found.set(definition, [gvk]);
    else kinds.push(gvk);
  }
  for (const kind of IN_EVERY_VERSION) {
    const versions = [...rowsByVersion().keys()].map(parseApiVersion);
    found.set(
      `${META}.${kind}`,
      versions.map((version) => ({ ...version, kind })),
    );
  }
  return found;
}
