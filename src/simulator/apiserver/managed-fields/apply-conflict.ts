import { statusError, type StatusError } from '../../api';
import { pathText } from './path-element';
import type { FieldConflict } from './take-over';

/** A manager as messages name it. */
function managerText(id: string): string {
  const { manager = '', operation, apiVersion, subresource } = JSON.parse(id) as Record<string, string | undefined>;
  const name = JSON.stringify(manager);
  const full = subresource === undefined ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${full} using ${apiVersion}` : full;
}

function message(conflicts: readonly FieldConflict[]): string {
  const [first] = conflicts;
  if (conflicts.length === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first.manager)}: ${pathText(first.path)}`;
  }
  const lines = [...new Set(conflicts.map(({ manager }) => manager))]
    .sort()
    .flatMap((id) => [
      `conflicts with ${managerText(id)}:`,
      ...conflicts.filter(({ manager }) => manager === id).map(({ path }) => `- ${pathText(path)}`),
    ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

/**
 * The answer to an apply that would change fields of other managers: 409 with a cause for each.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/managedfields/internal/conflict.go.
 */
export function applyConflict(conflicts: readonly FieldConflict[]): StatusError {
  return statusError(409, 'Conflict', message(conflicts), {
    causes: conflicts.map(({ manager, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(manager)}`,
      field: pathText(path),
    })),
  });
}
