import type { Coroutine, Process } from '../../../process';
import type { BsonDocument } from '../bson/values';
import { CommandError } from '../client/connection';
import type { MongoClient } from '../client/mongo-client';
import { ScriptError } from '../../javascript/script-error';

/** In what the two shells differ: `mongo` up to 5.0, `mongosh` since then. */
export type ShellKind = 'mongo' | 'mongosh';

/** What the objects of a shell share: the server, and the database that is used. */
export class ShellSession {
  database: string;
  /** Whether a secondary may answer; the older shell must be told so. */
  maySecondary: boolean;

  constructor(
    readonly process: Process,
    readonly kind: ShellKind,
    readonly client: MongoClient | undefined,
    database: string,
  ) {
    this.database = database;
    this.maySecondary = kind === 'mongosh';
  }

  /** Whether it is the newer shell, in which what a server refuses is an error of the script. */
  get isNew(): boolean {
    return this.kind === 'mongosh';
  }

  /** Runs a command; the answer also when it is a refusal. */
  *answer(command: BsonDocument, database = this.database): Coroutine<BsonDocument> {
    if (this.client === undefined) throw new ScriptError('not connected');
    try {
      const readPreference = this.maySecondary ? { $readPreference: { mode: 'primaryPreferred' } } : {};
      return yield* this.client.command({ ...command, ...readPreference }, database);
    } catch (error) {
      if (error instanceof CommandError) return error.reply;
      throw error;
    }
  }

  /** Runs a command. @throws ScriptError when the server refuses it */
  *run(command: BsonDocument, database = this.database): Coroutine<BsonDocument> {
    const reply = yield* this.answer(command, database);
    if (Number(reply.ok) === 1) return reply;
    throw this.refused(reply);
  }

  /** Runs a command whose refusal the older shell only returns. */
  *report(command: BsonDocument, database = 'admin'): Coroutine<BsonDocument> {
    return this.isNew ? yield* this.run(command, database) : yield* this.answer(command, database);
  }

  refused(reply: BsonDocument): ScriptError {
    const message = String(reply.errmsg ?? 'unknown error');
    return this.isNew
      ? new ScriptError(message, 'MongoServerError', reply)
      : new ScriptError(`error: ${jsonLike(reply)}`, 'Error', reply);
  }
}

const jsonLike = (reply: BsonDocument): string =>
  `{\n${Object.entries(reply)
    .map(([name, value]) => `\t"${name}" : ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
    .join(',\n')}\n}`;
