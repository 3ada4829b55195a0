import type { BsonDocument } from '../bson/values';

/** Numbers of errors. Source: MongoDB, src/mongo/base/error_codes.yml. */
const CODES = {
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  CursorNotFound: 43,
  NamespaceExists: 48,
  CommandNotFound: 59,
  WriteConcernFailed: 64,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidNamespace: 73,
  NodeNotFound: 74,
  NoReplicationEnabled: 76,
  AlreadyInitialized: 23,
  InvalidReplicaSetConfig: 93,
  NotYetInitialized: 94,
  NewReplicaSetConfigurationIncompatible: 103,
  ConfigurationInProgress: 109,
  InterruptedDueToReplStateChange: 11602,
  NotWritablePrimary: 10107,
  DuplicateKey: 11000,
  NotPrimaryNoSecondaryOk: 13435,
  NotPrimaryOrSecondary: 13436,
  UnsatisfiableWriteConcern: 100,
  UnsupportedOpQueryCommand: 352,
} as const;

/** Name of an error of MongoDB. */
export type MongoErrorName = keyof typeof CODES;

/** What the server refuses a command with. */
export class MongoError extends Error {
  readonly code: number;

  constructor(
    readonly codeName: MongoErrorName,
    message: string,
  ) {
    super(message);
    this.name = 'MongoError';
    this.code = CODES[codeName];
  }

  /** The answer that says so. */
  get reply(): BsonDocument {
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName };
  }
}
