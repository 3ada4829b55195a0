import { MONGO_PORT } from './connection';

/** Where a database is, as a connection string says it. */
export interface MongoUri {
  /** `host:port` of each member that is known. */
  readonly hosts: readonly string[];
  readonly database: string;
  /** Name of the replica set. @default - one server */
  readonly replicaSet?: string;
}

/** Reads `mongodb://host:port,host:port/database?replicaSet=name`; undefined for what is none. Users are passed over. */
export function readMongoUri(uri: string, defaultDatabase = 'test'): MongoUri | undefined {
  const [, authority = '', database = '', query = ''] = /^mongodb:\/\/([^/?]+)\/?([^?]*)\??(.*)$/.exec(uri) ?? [];
  if (authority === '') return undefined;
  const hosts = authority
    .slice(authority.lastIndexOf('@') + 1)
    .split(',')
    .map((host) => (/:\d+$/.test(host) ? host : `${host}:${MONGO_PORT}`));
  const replicaSet = new URLSearchParams(query).get('replicaSet');
  return {
    hosts,
    database: database === '' ? defaultDatabase : database,
    ...(replicaSet === null ? {} : { replicaSet }),
  };
}
