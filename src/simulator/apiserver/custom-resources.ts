import { toTimestamp, type KubeObject } from '../api';
import { customResourceOf } from '../resources/custom/custom-resource';
import { fieldsAt, listAt, textAt } from '../resources/fields';
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

/** Names that a definition wants and another resource of its group has. */
function takenNames({ registry }: ServerParts, definition: KubeObject): string | undefined {
  const spec = fieldsAt(definition, 'spec');
  const names = fieldsAt(spec, 'names');
  const plural = textAt(names, 'plural');
  const others = [...registry.all].filter((each) => each.group === textAt(spec, 'group') && each.resource !== plural);
  if (others.some((each) => each.kind === textAt(names, 'kind'))) {
    return `${JSON.stringify(textAt(names, 'kind'))} is already in use`;
  }
  return others.some((each) => each.resource === plural) ? `${JSON.stringify(plural)} is already in use` : undefined;
}

function establish(parts: ServerParts, definition: KubeObject): void {
  const now = toTimestamp(parts.clock.nowMs);
  const conflict = takenNames(parts, definition);
  const condition = (type: string, isTrue: boolean, reason: string, message: string): object => ({
    type,
    status: isTrue ? 'True' : 'False',
    lastTransitionTime: now,
    reason,
    message,
  });
  const conditions =
    conflict === undefined
      ? [
          condition('NamesAccepted', true, 'NoConflicts', 'no conflicts found'),
          condition('Established', true, 'InitialNamesAccepted', 'the initial names have been accepted'),
        ]
      : [
          condition('NamesAccepted', false, 'KindConflict', conflict),
          condition('Established', false, 'NotAccepted', 'not all names are accepted'),
        ];
  const names = conflict === undefined ? fieldsAt(fieldsAt(definition, 'spec'), 'names') : { kind: '', plural: '' };
  const established: KubeObject = {
    ...definition,
    status: { ...fieldsAt(definition, 'status'), conditions, acceptedNames: names },
  };
  const name = definition.metadata.name as string;
  // Somebody may have changed it between its commit and this call: then that change leads here again.
  if (parts.store.get(DEFINITIONS, '', name) !== definition) return;
  serve(parts, parts.store.update(DEFINITIONS, '', name, established, definition));
}
