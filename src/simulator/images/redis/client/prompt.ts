import type { Coroutine } from '../../../process';
import { LineEditor } from '../../../process/shell/line-editor';
import { bytesOfText } from '../protocol/byte-text';
import { splitWords } from '../protocol/split-words';
import { ConnectionFailure } from './cli-connection';
import type { RedisCli } from './redis-cli';

/** What stands in front of the line. */
function promptText({ connection, options, version }: RedisCli): string {
  if (!connection.isConnected) return 'not connected> ';
  const database = connection.database === 0 ? '' : `[${connection.database}]`;
  const transaction = connection.isInTransaction && version.isFrom(6, 2) ? '(TX)' : '';
  return `${options.host}:${options.port}${database}${transaction}> `;
}

/** Does something that may fail to connect, and says so. */
function* trying(cli: RedisCli, work: Coroutine<unknown>): Coroutine<void> {
  try {
    yield* work;
  } catch (error) {
    if (!(error instanceof ConnectionFailure)) throw error;
    yield* cli.process.complain(`${error.message}\n`);
  }
}

/** Runs one line; whether it was the last. */
function* runLine(cli: RedisCli, words: readonly string[]): Coroutine<boolean> {
  const [first = '', host = '', port = ''] = words;
  const name = first.toLowerCase();
  if (name === 'quit' || name === 'exit') return true;
  if (name === 'clear') {
    yield* cli.process.print('\x1b[H\x1b[2J');
  } else if (name === 'connect' && words.length === 3) {
    Object.assign(cli.options, { host, port: Number(port) });
    yield* trying(cli, cli.connection.connect());
  } else if (/^\d+$/.test(name) && words.length > 1) {
    for (let time = 0; time < Number(name); time += 1) yield* trying(cli, cli.run(words.slice(1)));
  } else {
    yield* trying(cli, cli.run(words));
  }
  return false;
}

/** Reads and runs commands at a terminal until `quit`, ^C or ^D. */
export function* prompt(cli: RedisCli): Coroutine<number> {
  const editor = new LineEditor(cli.process, () => ({ words: [], replacedLength: 0 }));
  yield* trying(cli, cli.connection.connect());
  for (;;) {
    const line = yield* editor.read(promptText(cli));
    if (line.type !== 'line') return 0;
    const text = line.text.trim();
    if (text !== '' && text !== editor.history.at(-1)) editor.history.push(text);
    const words = splitWords(bytesOfText(text));
    if (words === undefined) yield* cli.process.print('Invalid argument(s)\n');
    else if (words.length > 0 && (yield* runLine(cli, words))) return 0;
  }
}
