import { generatedData } from './generated-data';

/** A column of `kubectl get`. Priority 1 and more appear with `-o wide` only. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly priority: number;
}

/** The columns of a table of printers.go, such as `pod` or `podDisruptionBudget`; none for an unknown table. */
export const printerColumns = (table: string): readonly PrinterColumn[] =>
  (generatedData('columns').columns[table] ?? []).map(([name, type, format, priority]) => ({
    name,
    type,
    format,
    priority,
  }));
