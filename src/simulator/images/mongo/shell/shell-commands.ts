import type { Coroutine } from '../../../process';
import { type BsonDocument, numberOf } from '../bson/values';
import type { ShellSession } from './shell-session';

const names = (value: unknown): readonly BsonDocument[] =>
  Array.isArray(value) ? (value as readonly BsonDocument[]) : [];

const GIGABYTE = 1024 ** 3;

function sizeText(bytes: number, isNew: boolean): string {
  return isNew ? `${(bytes / 1024).toFixed(2)} KiB` : `${(bytes / GIGABYTE).toFixed(3)}GB`;
}

/**
 * Lines that are no script: `use shop`, `show dbs`, `show collections`. Returns what is shown; undefined for a line that is
 * a script.
 */
export function* shellCommand(session: ShellSession, line: string): Coroutine<string | undefined> {
  const [word = '', what = ''] = line.trim().replace(/;$/, '').split(/\s+/);
  if (word === 'use' && /^[\w-]+$/.test(what)) {
    session.database = what;
    return `switched to db ${what}`;
  }
  if (word !== 'show') return undefined;
  if (what === 'dbs' || what === 'databases') {
    const { databases } = yield* session.run({ listDatabases: 1 }, 'admin');
    const rows = names(databases).map((each) => ({
      name: String(each.name),
      size: sizeText(numberOf(each.sizeOnDisk) ?? 0, session.isNew),
    }));
    const width = Math.max(0, ...rows.map(({ name }) => name.length));
    return rows.map(({ name, size }) => `${name.padEnd(width)}  ${size}`).join('\n');
  }
  if (what === 'collections' || what === 'tables') {
    const { cursor } = yield* session.run({ listCollections: 1 });
    return names((cursor as BsonDocument).firstBatch)
      .map(({ name }) => String(name))
      .join('\n');
  }
  return undefined;
}

/** What the prompt says of the server: `rs0:PRIMARY> `, `rs0 [direct: primary] test> `. */
export function* promptOf(session: ShellSession): Coroutine<string> {
  const { client, isNew, database } = session;
  if (client === undefined) return '> ';
  const hello = yield* (yield* client.primary()).refresh();
  const isPrimary = hello.ismaster === true;
  const { setName } = hello;
  if (isNew) {
    const state = isPrimary ? 'primary' : hello.secondary === true ? 'secondary' : 'other';
    const isWhole = client.uri.replicaSet !== undefined;
    if (typeof setName !== 'string') return hello.isreplicaset === true ? `${database}> ` : `${database}> `;
    return `${setName} [${isWhole ? '' : 'direct: '}${state}] ${database}> `;
  }
  if (typeof setName !== 'string') return '> ';
  return `${setName}:${isPrimary ? 'PRIMARY' : hello.secondary === true ? 'SECONDARY' : 'OTHER'}> `;
}
