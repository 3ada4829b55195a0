import { type MongoUri, readMongoUri } from '../client/uri';

/** What a shell is told. */
export interface ShellArguments {
  readonly uri: MongoUri;
  /** Whether it connects at all. */
  readonly connects: boolean;
  /** The address as it shows it. */
  readonly shownUri: string;
  readonly evals: readonly string[];
  readonly files: readonly string[];
  readonly isQuiet: boolean;
  /** Whether it stays after files. */
  readonly stays: boolean;
  readonly asksVersion: boolean;
}

/** An argument that the shell does not know. */
export class ShellArgumentError extends Error {}

const WITH_VALUE: readonly string[] = [
  '--host',
  '--port',
  '--eval',
  '-u',
  '--username',
  '-p',
  '--password',
  '--authenticationDatabase',
];
const FLAGS: readonly string[] = ['--quiet', '--norc', '--nodb', '--shell', '--version', '--ipv6'];

/** `host`, `host:port`, `host/database`, `database`, `set/host:port,host:port` or a connection string. */
function addressOf(given: string | undefined, host: string | undefined, port: string | undefined): MongoUri {
  if (given?.startsWith('mongodb://') === true) return readMongoUri(given) ?? { hosts: [], database: 'test' };
  const [set, members] = host?.includes('/') === true ? host.split('/') : [undefined, host];
  let database = 'test';
  let address = members ?? '127.0.0.1';
  if (given !== undefined) {
    const [first = '', second] = given.split('/');
    if (second !== undefined) [address, database] = [first, second === '' ? 'test' : second];
    else if (/[.:]/.test(first)) address = first;
    else database = first;
  }
  const hosts = address.split(',').map((each) => (/:\d+$/.test(each) ? each : `${each}:${port ?? '27017'}`));
  return { hosts, database, ...(set === undefined ? {} : { replicaSet: set }) };
}

/** Reads the arguments of `mongo` and `mongosh`. Users and passwords are passed over. @throws ShellArgumentError */
export function readShellArguments(args: readonly string[]): ShellArguments {
  const values = new Map<string, string>();
  const evals: string[] = [];
  const flags = new Set<string>();
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const [name = '', inline] = (args[index] ?? '').split(/=(.*)/s);
    if (WITH_VALUE.includes(name)) {
      if (inline === undefined) index += 1;
      const value = inline ?? args[index];
      if (value === undefined) throw new ShellArgumentError(`the required argument for option '${name}' is missing`);
      if (name === '--eval') evals.push(value);
      else values.set(name, value);
    } else if (FLAGS.includes(name)) flags.add(name);
    else if (name.startsWith('-')) throw new ShellArgumentError(`unrecognised option '${name}'`);
    else rest.push(args[index] ?? '');
  }
  const isFile = (word: string): boolean => /\.m?js$/.test(word);
  const given = rest.find((word) => !isFile(word));
  const uri = addressOf(given, values.get('--host'), values.get('--port'));
  return {
    uri,
    connects: !flags.has('--nodb'),
    shownUri: given?.startsWith('mongodb://') === true ? given : `mongodb://${uri.hosts.join(',')}/${uri.database}`,
    evals,
    files: rest.filter(isFile),
    isQuiet: flags.has('--quiet'),
    stays: flags.has('--shell'),
    asksVersion: flags.has('--version'),
  };
}
