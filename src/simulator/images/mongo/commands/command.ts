import type { Coroutine } from '../../../process';
import { type BsonDocument, type BsonValue, isDocument, numberOf } from '../bson/values';
import { MongoError } from '../data/mongo-error';
import type { MongoServer } from '../server/mongo-server';

/** What a command is run with. */
export interface CommandContext {
  readonly server: MongoServer;
  readonly database: string;
  /** The whole command. */
  readonly command: BsonDocument;
  /** Number of the connection. */
  readonly connection: number;
  /** Whether the client has said that a secondary may answer. */
  readonly maySecondary: boolean;
}

/** Does what a command says. */
export type Command = (context: CommandContext) => BsonDocument | Coroutine<BsonDocument>;

/** Commands by their names. */
export type Commands = Readonly<Record<string, Command>>;

/** The document under a name; an empty one when there is none. */
export function documentIn({ command }: CommandContext, name: string): BsonDocument {
  const value = command[name];
  return isDocument(value) ? value : {};
}

/** The documents under a name. */
export function documentsIn({ command }: CommandContext, name: string): readonly BsonDocument[] {
  const value = command[name];
  return Array.isArray(value) ? (value as readonly BsonValue[]).filter(isDocument) : [];
}

export const numberIn = ({ command }: CommandContext, name: string): number | undefined => numberOf(command[name]);

/** Namespace of the collection that a command names first. @throws MongoError InvalidNamespace */
export function namespaceOf({ command, database }: CommandContext): string {
  const [name] = Object.values(command);
  if (typeof name !== 'string' || name === '' || name.includes('$') || name.includes('\0')) {
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${database}.${String(name)}'`);
  }
  return `${database}.${name}`;
}
