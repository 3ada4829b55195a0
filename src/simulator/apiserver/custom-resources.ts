import { equalJson, toTimestamp, type KubeObject } from '../api';
import { customResourceOf } from '../resources/custom/custom-resource';
import { fieldsAt, listAt, textAt, textsAt, type Fields } from '../resources/fields';
import type { Change } from '../store';
import type { ServerParts } from './call';
import { DEFAULT_TABLE } from './tables';

import { DEFINITIONS } from './storage/definitions';

/**
 * Serves what CustomResourceDefinitions declare: accepts their names and establishes them as soon as they are stored,
 * and forgets their resources with them. Those that are stored already are taken up as well.
 *
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/controller/{status,establish}. Names are accepted without
 * waiting.
 */
export function serveCustomResources(parts: ServerParts): void {
  for (const definition of parts.store.list(DEFINITIONS)) serve(parts, definition);
  parts.store.watch(DEFINITIONS, parts.store.revision, (change) => onChange(parts, change));
}

function onChange(parts: ServerParts, { type, object, previous }: Change): void {
  if (type === 'DELETED') {
    const spec = fieldsAt(object, 'spec');
    parts.registry.remove(textAt(spec, 'group'), textAt(fieldsAt(spec, 'names'), 'plural'));
    acceptOthers(parts, textAt(spec, 'group'));
    return;
  }
  // While its objects are deleted, which is a controller's work, they are served as before.
  if (object.metadata.deletionTimestamp !== undefined) return;
  if (previous === undefined || !isEstablished(object)) {
    establish(parts, object);
    return;
  }
  if (previous['spec'] !== object['spec']) serve(parts, object);
}

const conditionOf = (definition: KubeObject, type: string): string =>
  textAt(
    listAt(fieldsAt(definition, 'status'), 'conditions').find((each) => textAt(each, 'type') === type),
    'status',
  );

const isEstablished = (definition: KubeObject): boolean => conditionOf(definition, 'Established') === 'True';

function serve({ registry }: ServerParts, definition: KubeObject): void {
  const [nameColumn] = DEFAULT_TABLE.columns;
  if (nameColumn !== undefined && isEstablished(definition)) registry.add(customResourceOf(definition, nameColumn));
}

/** What a definition gets of the names that it wants, and why not all of them. */
interface Accepted {
  readonly names: Readonly<Record<string, unknown>>;
  readonly conflict?: { readonly reason: string; readonly message: string };
}

const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`;

/**
 * Names that no other resource of the group has; of several conflicts the last is told.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/controller/status/naming_controller.go.
 */
function acceptedNames({ registry }: ServerParts, definition: KubeObject): Accepted {
  const spec = fieldsAt(definition, 'spec');
  const wanted = fieldsAt(spec, 'names') ?? {};
  const others = [...registry.all].filter(
    ({ group, resource }) => group === textAt(spec, 'group') && resource !== textAt(wanted, 'plural'),
  );
  const words = new Set(others.flatMap(({ resource, singular, shortNames }) => [resource, singular, ...shortNames]));
  const kinds = new Set(others.flatMap(({ kind, custom }) => [kind, custom?.listKind ?? `${kind}List`]));
  const names: Record<string, unknown> = { kind: '', plural: '', ...kept(wanted, 'categories') };
  let conflict: Accepted['conflict'];
  for (const [field, reason, used] of [
    ['plural', 'PluralConflict', words],
    ['singular', 'SingularConflict', words],
    ['shortNames', 'ShortNamesConflict', words],
    ['kind', 'KindConflict', kinds],
    ['listKind', 'ListKindConflict', kinds],
  ] as const) {
    const asked = field === 'shortNames' ? textsAt(wanted, field) : [textAt(wanted, field)];
    const taken = asked.filter((name) => used.has(name)).map(inUse);
    if (taken.length === 0) Object.assign(names, kept(wanted, field));
    else conflict = { reason, message: taken.length === 1 ? taken.join() : `[${taken.join(', ')}]` };
  }
  return conflict === undefined ? { names } : { names, conflict };
}

const kept = (fields: Fields, field: string): Fields => (field in fields ? { [field]: fields[field] } : {});

/** Its names are free now: others of its group may have waited for them. */
function acceptOthers(parts: ServerParts, group: string): void {
  for (const definition of parts.store.list(DEFINITIONS)) {
    const isWaiting = textAt(fieldsAt(definition, 'spec'), 'group') === group && !isEstablished(definition);
    if (isWaiting && definition.metadata.deletionTimestamp === undefined) establish(parts, definition);
  }
}

function establish(parts: ServerParts, definition: KubeObject): void {
  const now = toTimestamp(parts.clock.nowMs);
  const { names, conflict } = acceptedNames(parts, definition);
  const status = fieldsAt(definition, 'status');
  const known = listAt(status, 'conditions');
  const condition = (type: string, isTrue: boolean, reason: string, message: string): Fields => {
    const told = { type, status: isTrue ? 'True' : 'False', reason, message };
    const same = known.find((each) => equalJson(each, { ...told, lastTransitionTime: each['lastTransitionTime'] }));
    return same ?? { ...told, lastTransitionTime: now };
  };
  const conditions =
    conflict === undefined
      ? [
          condition('NamesAccepted', true, 'NoConflicts', 'no conflicts found'),
          condition('Established', true, 'InitialNamesAccepted', 'the initial names have been accepted'),
        ]
      : [
          condition('NamesAccepted', false, conflict.reason, conflict.message),
          condition('Established', false, 'NotAccepted', 'not all names are accepted'),
        ];
  const established: KubeObject = { ...definition, status: { ...status, conditions, acceptedNames: names } };
  // What waits for a name is looked at again with every change, its own status among them.
  if (equalJson(established, definition)) return;
  const name = definition.metadata.name as string;
  // Somebody may have changed it between its commit and this call: then that change leads here again.
  if (parts.store.get(DEFINITIONS, '', name) !== definition) return;
  serve(parts, parts.store.update(DEFINITIONS, '', name, established, definition));
}
