import type { Check } from '../finding';
import { suggestion } from '../nearest';
import { type AgreedType, agreedType, suits } from './agreed-type';
import { fieldTables, type FieldTable, type ObjectType } from './field-table';
import { describePath, type FieldPath, problemsOf } from './field-walk';
import { checkOf, type Inventory, type Tell } from './inventory';
import type { Item } from './pod-source';
import { fieldsOf, inWords, itemsOf, textOf } from './reading';
import { removalOf } from './removed-api';

/** Fields whose maps hold labels, or values as strict as labels. */
const LABELS = new Set<string | number>(['labels', 'annotations', 'matchLabels', 'selector', 'nodeSelector']);

/** Whether `path` leads to one value in a map of labels. */
const isLabelValue = (path: FieldPath): boolean => path.length > 1 && LABELS.has(path[path.length - 2] ?? '');

/** The type of a kind in one version of Kubernetes. */
interface TypeOfVersion {
  readonly version: string;
  readonly type: ObjectType;
}

/** What is known of a kind. */
interface KindTypes {
  /** Its types in the versions that have it. */
  readonly types: readonly TypeOfVersion[];
  /** What the types have in common, where all versions have it: most objects suit that, and need no closer look. */
  readonly agreed: AgreedType | undefined;
}

function typesOf(name: string, tables: readonly FieldTable[]): KindTypes {
  const types = tables.flatMap((table) => {
    const type = table.typeOf(name);
    return type === undefined ? [] : [{ version: table.kubernetes, type }];
  });
  const [older, newer] = types;
  const isBoth = older !== undefined && newer !== undefined && types.length === tables.length;
  return { types, agreed: isBoth ? agreedType(older.type, newer.type) : undefined };
}

/** Reports what `types` refuse in `item`; what several versions refuse alike is said once. */
function judgeFields(item: Item, types: readonly TypeOfVersion[], value: unknown, start: string, tell: Tell): void {
  const findings = new Map<string, { readonly versions: string[]; readonly rule: string; readonly advice: string }>();
  for (const { version, type } of types) {
    for (const { path, rule, advice } of problemsOf(type, value)) {
      const field = `${start}${describePath(path)}`;
      const known = findings.get(`${field}: ${rule}`);
      if (known !== undefined) known.versions.push(version);
      else {
        const name = isLabelValue(path) ? 'label-not-string' : 'schema';
        findings.set(`${field}: ${rule}`, { versions: [version], rule: name, advice });
      }
    }
  }
  for (const [text, { versions, rule, advice }] of findings) {
    tell(item, rule, `${text} in Kubernetes ${inWords([...new Set(versions)])}${advice}`);
  }
}

/** Kinds that CustomResourceDefinitions of the group add, as `apiVersion/kind`. */
function customKinds(inventory: Inventory): ReadonlySet<string> {
  return new Set(
    inventory.ofKind('apiextensions.k8s.io/CustomResourceDefinition').flatMap(({ manifest }) => {
      const spec = fieldsOf(manifest.spec);
      const kind = textOf(fieldsOf(spec.names).kind) ?? '';
      const versions = [...itemsOf(spec.versions).map((version) => textOf(version.name)), textOf(spec.version)];
      return versions.map((version) => `${textOf(spec.group) ?? ''}/${version ?? ''}/${kind}`);
    }),
  );
}

function tellUnknownKind(item: Item, tables: readonly FieldTable[], tell: Tell): void {
  const { apiVersion, kind } = item.manifest;
  const kinds = [...new Set(tables.flatMap((table) => table.kinds))];
  const elsewhere = kinds
    .filter((known) => known.endsWith(`/${kind}`))
    .map((known) => known.slice(0, -kind.length - 1));
  const advice =
    elsewhere.length > 0
      ? `; ${kind} is in ${inWords(elsewhere)}`
      : `${suggestion(`${apiVersion}/${kind}`, kinds).replace(/^; there is .*/, '')}; else add its CustomResourceDefinition`;
  const versions = inWords(tables.map(({ kubernetes }) => kubernetes));
  tell(item, 'schema', `apiVersion: no kind ${kind} in ${apiVersion} of Kubernetes ${versions}${advice}`);
}

/**
 * `schema` and `label-not-string`: every object against the fields of Kubernetes 1.28 and 1.36. Of custom resources
 * only the metadata is judged. What `removed-api` reports is not said again.
 */
export const schema: Check = checkOf((inventory, tell) => {
  const tables = fieldTables();
  const custom = customKinds(inventory);
  const known = new Map<string, KindTypes>();
  for (const item of inventory.items) {
    const name = `${item.manifest.apiVersion}/${item.manifest.kind}`;
    const kind = known.get(name) ?? typesOf(name, tables);
    known.set(name, kind);
    const { types, agreed } = kind;
    if (agreed !== undefined && suits(agreed, item.manifest)) continue;
    const isRemoved = removalOf(item.manifest) !== undefined;
    if (types.length === 0) {
      if (!isRemoved && !custom.has(name)) tellUnknownKind(item, tables, tell);
      const metadata = tables.map((table) => ({ version: table.kubernetes, type: table.metadata }));
      judgeFields(item, metadata, item.manifest.metadata, 'metadata.', tell);
      continue;
    }
    if (types.length < tables.length && !isRemoved) {
      const having = inWords(types.map(({ version }) => version));
      const lacking = tables.filter((table) => table.typeOf(name) === undefined).map((table) => table.kubernetes);
      const advice = `Kubernetes ${having} has it: use an API that all versions serve`;
      tell(item, 'schema', `apiVersion: ${name} is not in Kubernetes ${inWords(lacking)}; ${advice}`);
    }
    judgeFields(item, types, item.manifest, '', tell);
  }
});
