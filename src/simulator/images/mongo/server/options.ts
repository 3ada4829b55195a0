import type { MongoVersion } from '../mongo-version';

/** What `mongod` is told. */
export interface MongodOptions {
  readonly port: number;
  readonly dbPath: string;
  /** Name of the replica set that it is, or will be, a member of. @default - it stands alone */
  readonly replicaSet?: string;
  /** Addresses that it listens on; empty for all. */
  readonly addresses: readonly string[];
}

/** Options that are understood and change nothing here; those with a value swallow it. */
const FLAGS = new Set([
  '--smallfiles',
  '--noprealloc',
  '--journal',
  '--quiet',
  '--auth',
  '--noauth',
  '--directoryperdb',
]);
const IGNORED = new Set([
  '--oplogSize',
  '--wiredTigerCacheSizeGB',
  '--storageEngine',
  '--setParameter',
  '--logpath',
  '--pidfilepath',
]);

/** What is wrong with arguments, and the code that it ends with. */
export class OptionError extends Error {}

/**
 * Reads the arguments of `mongod`. Since 3.6 it listens on the loopback alone when it is told nothing.
 *
 * Source: MongoDB manual, mongod. Not modelled: configuration files, access control, TLS.
 *
 * @throws OptionError
 */
export function readOptions(args: readonly string[], version: MongoVersion): MongodOptions {
  const values = new Map<string, string>();
  let bindsAll = false;
  for (let index = 0; index < args.length; index += 1) {
    const [name = '', inline] = (args[index] ?? '').split(/=(.*)/s);
    if (name === '--bind_ip_all') bindsAll = true;
    else if (FLAGS.has(name)) continue;
    else if (['--port', '--dbpath', '--replSet', '--bind_ip'].includes(name) || IGNORED.has(name)) {
      if (inline === undefined) index += 1;
      const value = inline ?? args[index];
      if (value === undefined) throw new OptionError(`the required argument for option '${name}' is missing`);
      values.set(name, value);
    } else if (name.startsWith('-')) throw new OptionError(`unrecognised option '${name}'`);
    else throw new OptionError(`too many positional options have been specified on the command line`);
  }
  const port = Number(values.get('--port') ?? 27017);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new OptionError(`the argument ('${values.get('--port') ?? ''}') for option '--port' is invalid`);
  }
  const bound = values.get('--bind_ip')?.split(',') ?? (version.isFrom(3, 6) ? ['127.0.0.1'] : []);
  const addresses = bound.map((address) => (address === 'localhost' ? '127.0.0.1' : address));
  const replicaSet = values.get('--replSet');
  return {
    port,
    dbPath: values.get('--dbpath') ?? '/data/db',
    addresses: bindsAll || addresses.includes('0.0.0.0') || addresses.includes('*') ? [] : addresses,
    ...(replicaSet === undefined ? {} : { replicaSet }),
  };
}
