import { type Connection, type Coroutine, isSystemError } from '../../../process';
import { BsonError } from '../bson/decode';
import type { BsonDocument } from '../bson/values';
import { catalogueCommands } from '../commands/catalogue-commands';
import type { Commands } from '../commands/command';
import { readCommands } from '../commands/read-commands';
import { replicaCommands } from '../commands/replica-commands';
import { serverCommands } from '../commands/server-commands';
import { writeCommands } from '../commands/write-commands';
import { MongoError } from '../data/mongo-error';
import { MessageReader } from '../wire/message-reader';
import { type CommandMessage, readCommand, WireError, writeReply } from '../wire/messages';
import type { MongoServer } from './mongo-server';

const COMMANDS: Commands = {
  ...serverCommands,
  ...readCommands,
  ...writeCommands,
  ...catalogueCommands,
  ...replicaCommands,
};

/** Names that are written in several ways. */
const ALIASES: Readonly<Record<string, string>> = {
  findandmodify: 'findAndModify',
  buildinfo: 'buildInfo',
  listdatabases: 'listDatabases',
};

/** Processor time of a command. */
const COMMAND_MS = 0.05;

const HELLOS: readonly string[] = ['hello', 'isMaster', 'ismaster'];

function* run(server: MongoServer, message: CommandMessage, connection: number): Coroutine<BsonDocument> {
  const { command, database, form } = message;
  const [given = ''] = Object.keys(command);
  const name = ALIASES[given] ?? given;
  const does = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (form === 'query' && server.version.isFrom(5, 1) && !HELLOS.includes(name)) {
    return new MongoError(
      'UnsupportedOpQueryCommand',
      `Unsupported OP_QUERY command: ${name}. The client driver may require an upgrade.`,
    ).reply;
  }
  if (does === undefined) {
    return new MongoError('CommandNotFound', `no such command: '${name}'`).reply;
  }
  yield* server.process.compute(COMMAND_MS);
  try {
    const reply = does({ server, database, command, connection, maySecondary: message.maySecondary === true });
    return Symbol.iterator in reply ? yield* reply as Coroutine<BsonDocument> : reply;
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    const info =
      error.codeName === 'NotYetInitialized' ? { info: 'run rs.initiate(...) if not yet done for the set' } : {};
    return { ...info, ...error.reply };
  }
}

/** Answers one client until it goes. */
export function* serveClient(server: MongoServer, connection: Connection): Coroutine<void> {
  server.connectionsMade += 1;
  server.connections += 1;
  const number = server.connectionsMade;
  const remote = `${connection.remoteAddress}:${connection.remotePort}`;
  const say = (text: string, context: string, id: number): void =>
    server.log.write({
      component: 'NETWORK',
      context,
      text,
      event: {
        id,
        msg: id === 22943 ? 'Connection accepted' : 'Connection ended',
        attr: { remote, connectionId: number, connectionCount: server.connections },
      },
    });
  say(`connection accepted from ${remote} #${number} (${plural(server.connections)} now open)`, 'listener', 22943);
  const reader = new MessageReader(connection);
  try {
    for (let bytes = yield* reader.next(); bytes !== undefined; bytes = yield* reader.next()) {
      const message = readCommand(bytes);
      const reply = yield* run(server, message, number);
      if (message.isSilent !== true) yield* connection.write(writeReply(0, message, reply));
    }
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof WireError) && !(error instanceof BsonError)) throw error;
  } finally {
    connection.close();
    connection.end();
    server.connections -= 1;
    server.cursors.forget(number);
    say(`end connection ${remote} (${plural(server.connections)} now open)`, `conn${number}`, 22944);
  }
}

const plural = (count: number): string => `${count} connection${count === 1 ? '' : 's'}`;
