import { ageSince, type KubeObject, type ObjectMeta } from '../../api';
import type { Column, TableStrategy } from '../resource';
import { resolveColumns, type ColumnPlan } from './column';

/** What every row reads. */
export interface Named {
  readonly metadata: ObjectMeta;
}

/** Time since something, as cells show it. */
export interface Ages {
  readonly nowMs: number;
  /** Of the object. */
  readonly age: string;
  /** Of any time of the API; `<unknown>` without one. */
  since(time: string | null | undefined): string;
}

class AgesAt implements Ages {
  constructor(
    private readonly created: string | null | undefined,
    readonly nowMs: number,
  ) {}

  get age(): string {
    return this.since(this.created);
  }

  /** Cells take it out of the object, so it must not need `this`. */
  readonly since = (time: string | null | undefined): string => ageSince(time, this.nowMs);
}

/** What a table is made of; `T` names the fields that its cells read. */
export interface TablePlan<T> {
  readonly columns: readonly ColumnPlan[];
  cells(object: T, ages: Ages): readonly unknown[];
  conditions?(object: T): readonly unknown[] | undefined;
  /** The object whose metadata a row shows. @default - the object itself */
  internal?(object: KubeObject): KubeObject;
}

/**
 * Makes a table. Descriptions are looked up when the columns are first asked for, because that loads documentation.
 *
 * Source of all tables: Kubernetes 1.36, pkg/printers/internalversion/printers.go.
 */
export function defineTable<T extends Named>({ columns, cells, conditions, internal }: TablePlan<T>): TableStrategy {
  let resolved: readonly Column[] | undefined;
  // The fields that T names are read as optional: the schema has given them their types before.
  const view = (object: KubeObject): T => object as unknown as T;
  return {
    get columns() {
      return (resolved ??= resolveColumns(columns));
    },
    cells: (object, nowMs) => cells(view(object), new AgesAt(object.metadata.creationTimestamp, nowMs)),
    ...(internal === undefined ? {} : { internal }),
    ...(conditions === undefined ? {} : { conditions: (object: KubeObject) => conditions(view(object)) }),
  };
}

/** The first `max` of `list`, and how many more. */
export function firstOf(list: readonly string[], max: number, separator = ','): string {
  const shown = list.slice(0, max).join(separator);
  return list.length > max ? `${shown} + ${list.length - max} more...` : shown;
}

/** `text`, or `<none>` when it is empty. */
export const orNone = (text: string | undefined): string => (text === undefined || text === '' ? '<none>' : text);
