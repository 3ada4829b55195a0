import { type FieldReader, MessageBuilder } from './fields';

/** How bad what a server says is. */
export type Severity = 'ERROR' | 'FATAL' | 'NOTICE' | 'WARNING';

/** What a server says of a mistake, or besides. */
export interface ServerReport {
  readonly severity: Severity;
  /** SQLSTATE: `42P01`. */
  readonly code: string;
  readonly message: string;
  /** @default - none */
  readonly detail?: string;
  /** @default - none */
  readonly hint?: string;
  /** Place in the statement, in characters from 1. @default - none */
  readonly position?: number;
}

/** A report as a message: `E` for errors, `N` for notices. */
export function reportMessage(type: 'E' | 'N', report: ServerReport): Uint8Array {
  const { severity, code, message, detail, hint, position } = report;
  const builder = new MessageBuilder(type);
  const add = (letter: string, text: string | undefined): void => {
    if (text !== undefined) builder.letter(letter).text(text);
  };
  add('S', severity);
  add('V', severity);
  add('C', code);
  add('M', message);
  add('D', detail);
  add('H', hint);
  add('P', position === undefined ? undefined : String(position));
  return builder.letter('\0').bytes();
}

/** Reads a report. */
export function readReport(fields: FieldReader): ServerReport {
  const texts = new Map<string, string>();
  while (!fields.isOver) {
    const letter = fields.letter();
    if (letter === '\0') break;
    texts.set(letter, fields.text());
  }
  const [detail, hint, position] = [texts.get('D'), texts.get('H'), texts.get('P')];
  return {
    severity: (texts.get('S') ?? 'ERROR') as Severity,
    code: texts.get('C') ?? '',
    message: texts.get('M') ?? '',
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(position === undefined ? {} : { position: Number(position) }),
  };
}
