import type { SessionInput } from './client-session';
import type { ConnectionNote } from './recorded-connections';

/** What happens to a connection, as JSON: bytes are base64. */
export type WrittenNote =
  | Exclude<ConnectionNote, { readonly type: 'input' }>
  | {
      readonly type: 'input';
      readonly session: number;
      readonly input:
        Exclude<SessionInput, { readonly type: 'send' }> | { readonly type: 'send'; readonly bytes: string };
    };

/** Writes a note. */
export function writtenNote(note: ConnectionNote): WrittenNote {
  if (note.type === 'open' || note.input.type !== 'send') return note as WrittenNote;
  const { session, input } = note;
  return { type: 'input', session, input: { type: 'send', bytes: Buffer.from(input.bytes).toString('base64') } };
}

/** Reads a note. */
export function readNote(note: WrittenNote): ConnectionNote {
  if (note.type === 'open' || note.input.type !== 'send') return note as ConnectionNote;
  const { session, input } = note;
  return { type: 'input', session, input: { type: 'send', bytes: Buffer.from(input.bytes, 'base64') } };
}
