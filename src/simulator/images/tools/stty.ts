import { type Coroutine, type TerminalMode, terminalOf } from '../../process';
import type { ToolCall } from './tool';

/** What a word does to a terminal. */
const MODES: Readonly<Record<string, Partial<TerminalMode>>> = {
  '-echo': { echoes: false },
  '-raw': { isRaw: false },
  cooked: { isRaw: false },
  echo: { echoes: true },
  raw: { isRaw: true },
  sane: { isRaw: false, echoes: true },
};

/** `stty`: the size of the terminal, whether it edits lines, and whether it shows them. Not modelled: all else. */
export function* stty(call: ToolCall): Coroutine<number> {
  const { process, args, isBusybox } = call;
  const terminal = terminalOf(process.stdin);
  const size = process.stdin.terminal;
  if (terminal === undefined || size === undefined) {
    return yield* call.fail(
      isBusybox ? 'standard input: Not a tty' : "'standard input': Inappropriate ioctl for device",
    );
  }
  if (args.length === 0) yield* call.print('speed 38400 baud; line = 0;\n');
  for (const word of args) {
    const mode = MODES[word];
    if (word === 'size') yield* call.print(`${size.rows} ${size.columns}\n`);
    else if (mode !== undefined) terminal.setMode(mode);
    else return yield* call.fail(isBusybox ? `invalid argument '${word}'` : `invalid argument ‘${word}’`);
  }
  return 0;
}
