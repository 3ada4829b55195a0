import { humanDuration, type KubeObject } from '../../api';
import type { Column, TableStrategy } from '../resource';
import { findByJsonPath } from './json-path';

/** A printer column of a definition. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: Column['type'];
  readonly jsonPath: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed ' +
    'to be set in happens-before order across separate operations. Clients may not set this value. It is represented ' +
    'in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: ' +
    'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
};

/**
 * How custom resources are shown: by their name and the columns of their definition, or by their age.
 * Source: Kubernetes 1.36, apiextensions-apiserver/pkg/registry/customresource/tableconvertor.
 */
export function customTable(columns: readonly PrinterColumn[], name: Column): TableStrategy {
  const shown = columns.length === 0 ? [AGE] : columns;
  return {
    columns: [
      name,
      ...shown.map(({ name: title, type, format, description, priority, jsonPath }) => ({
        name: title,
        type,
        format: format ?? '',
        description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
        priority: priority ?? 0,
      })),
    ],
    cells: (object, nowMs) => [object.metadata.name ?? '', ...shown.map((column) => cell(object, column, nowMs))],
  };
}

function cell(object: KubeObject, { type, jsonPath }: PrinterColumn, nowMs: number): unknown {
  const [value] = findByJsonPath(object, jsonPath);
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date': {
      const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return Number.isNaN(timeMs) ? '<invalid>' : humanDuration(nowMs - timeMs);
    }
    case 'string':
      return typeof value === 'object' ? JSON.stringify(value) : String(value as string);
  }
}
