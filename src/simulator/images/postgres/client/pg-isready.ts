import { isSystemError, type Program, resolve, ResolutionError } from '../../../process';
import { MessageBuilder } from '../protocol/fields';
import { readReport } from '../protocol/error-fields';
import { MessageReader } from '../protocol/message-reader';
import { SOCKET_FOLDER, socketFile } from '../server/socket-file';

/** What a server that cannot take clients now refuses them with. */
const CANNOT_CONNECT_NOW = '57P03';

const TIMEOUT_MS = 3000;

/** Words and codes. Source: PostgreSQL 16, src/bin/scripts/pg_isready.c. */
const OUTCOMES = ['accepting connections', 'rejecting connections', 'no response'] as const;

/** `pg_isready`: whether a server takes clients. It needs no password: a server that asks for one is there. */
export const pgIsReady: Program = function* (process) {
  const value = (letter: string, long: string): string | undefined => {
    const index = process.argv.findIndex((arg) => arg === `-${letter}` || arg === `--${long}`);
    const joined = process.argv.find(
      (arg) => arg.startsWith(`--${long}=`) || (/^-\w./.test(arg) && arg.startsWith(`-${letter}`)),
    );
    return index >= 0 ? process.argv[index + 1] : joined?.replace(/^(?:--[^=]+=|-\w)/, '');
  };
  const host = value('h', 'host') ?? process.env.get('PGHOST');
  const port = Number(value('p', 'port') ?? process.env.get('PGPORT') ?? 5432);
  const user = value('U', 'username') ?? process.env.get('PGUSER') ?? 'postgres';
  let outcome = 2;
  try {
    const hasSocket = process.files.exists(`${SOCKET_FOLDER}/${socketFile(String(port))}`);
    if (host !== undefined || hasSocket) {
      const [address = ''] = yield* resolve(process, host ?? '127.0.0.1');
      const connection = yield* process.network.connect(address, port, { timeoutMs: TIMEOUT_MS });
      const hello = new MessageBuilder().int32(196_608).text('user').text(user).raw(Uint8Array.of(0));
      yield* connection.write(hello.bytes());
      const answer = yield* new MessageReader(connection).next();
      connection.close();
      connection.end();
      if (answer !== undefined) {
        outcome = answer.type === 'E' && readReport(answer.fields).code === CANNOT_CONNECT_NOW ? 1 : 0;
      }
    }
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof ResolutionError)) throw error;
  }
  if (!process.argv.some((arg) => arg === '-q' || arg === '--quiet')) {
    yield* process.print(`${host ?? SOCKET_FOLDER}:${port} - ${OUTCOMES[outcome] ?? ''}\n`);
  }
  return outcome;
};
