import { splitWords } from './words';
import { StatementError, type StatementResult } from './sql-session';

/** What statements about the server itself, its users and its settings do. */
export interface ServerControl {
  readonly setting: (name: string) => string | undefined;
  readonly set: (name: string, value: string) => void;
  /** Makes or changes a user. */
  readonly writeRole: (
    name: string,
    password: string | undefined,
    isNew: boolean,
    isSuperuser: boolean | undefined,
  ) => void;
  readonly dropRole: (name: string) => void;
}

const done = (tag: string): StatementResult => ({ tag });

function show(name: string, control: ServerControl): StatementResult {
  const value = control.setting(name);
  if (value === undefined) throw new StatementError('42704', `unrecognized configuration parameter "${name}"`);
  return { tag: 'SHOW', columns: [{ name, type: 'text' }], rows: [[value]] };
}

function set(words: readonly string[], control: ServerControl): StatementResult {
  const rest = ['local', 'session'].includes(words[1] ?? '') ? words.slice(2) : words.slice(1);
  const [name = '', , ...value] = rest;
  control.set(name, value.join(' ').replace(/^'|'$/g, ''));
  return done('SET');
}

function role(words: readonly string[], control: ServerControl): StatementResult {
  const [verb = '', kind = '', name = '', ...rest] = words;
  if (name === '') throw new StatementError('42601', 'syntax error at end of input');
  const place = rest.indexOf('password');
  const password = place < 0 ? undefined : (rest[place + 1] ?? '').replace(/^'|'$/g, '').replace(/''/g, "'");
  const isSuperuser = rest.includes('superuser') ? true : rest.includes('nosuperuser') ? false : undefined;
  if (verb === 'drop') control.dropRole(name);
  else control.writeRole(name, password, verb === 'create', isSuperuser);
  return done(`${verb.toUpperCase()} ${kind === 'group' ? 'GROUP' : 'ROLE'}`);
}

const ROLE_KINDS: readonly string[] = ['role', 'user'];

/** Statements that are taken and change nothing here, with what is said of them. */
const TAKEN: Readonly<Record<string, string>> = {
  analyze: 'ANALYZE',
  checkpoint: 'CHECKPOINT',
  comment: 'COMMENT',
  grant: 'GRANT',
  revoke: 'REVOKE',
  vacuum: 'VACUUM',
};

/** Runs a statement that is about the server, not about tables; undefined for others. Not modelled: rights, extensions. */
export function runUtility(text: string, control: ServerControl): StatementResult | undefined {
  const words = splitWords(text);
  const [verb = '', second = ''] = words;
  if (verb === 'set') return set(words, control);
  if (verb === 'reset') return done('RESET');
  if (verb === 'show') return show(words.slice(1).join(''), control);
  if (verb === 'discard') return done(`DISCARD ${second.toUpperCase()}`);
  if (verb === 'deallocate') return done('DEALLOCATE');
  if (['create', 'alter', 'drop'].includes(verb) && ROLE_KINDS.includes(second)) return role(words, control);
  if (verb === 'create' && (second === 'extension' || second === 'schema'))
    return done(`CREATE ${second.toUpperCase()}`);
  const tag = TAKEN[verb];
  return tag === undefined ? undefined : done(tag);
}
