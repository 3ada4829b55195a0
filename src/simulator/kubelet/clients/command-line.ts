import { type Coroutine, decodeText, type Process } from '../../process';
import type { ListedContainer, RuntimeView } from './runtime-view';

/** What was typed behind the name of a client. */
export interface ClientCall {
  readonly process: Process;
  readonly view: RuntimeView;
  /** Flags without their dashes, one letter or a word. */
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly string[];
}

/** A subcommand; returns the exit code. */
export type Subcommand = (call: ClientCall) => Coroutine<number>;

/** Flags and operands of words; `-aq` is `-a -q`. */
export function readWords(words: readonly string[]): Pick<ClientCall, 'flags' | 'operands'> {
  const flags = new Set<string>();
  const operands: string[] = [];
  for (const word of words) {
    if (word.startsWith('--')) flags.add(word.slice(2));
    else if (/^-./.test(word)) for (const letter of word.slice(1)) flags.add(letter);
    else operands.push(word);
  }
  return { flags, operands };
}

/** What a container has written. */
export function* showLog({ process }: ClientCall, { log }: ListedContainer): Coroutine<number> {
  for (const { stream, bytes } of log?.lines ?? []) {
    if (stream === 'stderr') yield* process.complain(decodeText(bytes));
    else yield* process.stdout.write(bytes);
  }
  return 0;
}
