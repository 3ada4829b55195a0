import { type BsonDocument, type BsonValue, isDocument, numberOf, ObjectId } from '../bson/values';
import { MongoError } from '../data/mongo-error';

/** One member as the configuration has it. */
export interface MemberConfig {
  readonly id: number;
  /** `host:port` under which all others reach it. */
  readonly host: string;
  /** 0 is never primary. */
  readonly priority: number;
  readonly votes: number;
}

/** Who belongs to a replica set. Every change has a higher version. */
export interface ReplicaConfig {
  readonly name: string;
  readonly version: number;
  readonly term: number;
  readonly members: readonly MemberConfig[];
  readonly electionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  /** Made when the set is initiated: two sets of one name are not the same. Empty for one that has none. */
  readonly setId: string;
  /** As it was given, for whoever asks. */
  readonly document: BsonDocument;
}

/** Source: MongoDB, src/mongo/db/repl/repl_set_config.cpp. */
const MEMBERS_MAX = 50;
const VOTERS_MAX = 7;
const ELECTION_TIMEOUT_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 2000;

const refuse = (text: string): never => {
  throw new MongoError('InvalidReplicaSetConfig', text);
};

function readMember(value: BsonValue): MemberConfig {
  const member = isDocument(value) ? value : {};
  const id = numberOf(member._id);
  if (id === undefined) return refuse('Expected an integer for field "_id" of a member');
  if (typeof member.host !== 'string' || member.host === '') return refuse('Missing expected field "host" of a member');
  const host = /:\d+$/.test(member.host) ? member.host : `${member.host}:27017`;
  return { id, host, priority: numberOf(member.priority) ?? 1, votes: numberOf(member.votes) ?? 1 };
}

/** What a member is when nobody says more. */
const MEMBER_DEFAULTS: BsonDocument = {
  arbiterOnly: false,
  buildIndexes: true,
  hidden: false,
  priority: 1,
  tags: {},
  slaveDelay: 0n,
  votes: 1,
};

/**
 * Reads a configuration.
 *
 * Source: MongoDB, src/mongo/db/repl/repl_set_config.cpp. Not modelled: arbiters, hidden and delayed members, tags.
 *
 * @throws MongoError InvalidReplicaSetConfig
 */
export function readConfig(document: BsonDocument, setName: string): ReplicaConfig {
  const { _id: name, members: given, settings } = document;
  if (typeof name !== 'string') return refuse('Missing expected field "_id"');
  if (name !== setName) {
    const names = `'${name}', but command line argument is '${setName}'`;
    return refuse(`Attempting to initiate a replica set with name ${names}; The set name must match`);
  }
  if (!Array.isArray(given) || given.length === 0) return refuse('Replica set configuration contains no members');
  const members = (given as readonly BsonValue[]).map(readMember);
  for (const what of ['id', 'host'] as const) {
    const twice = members.find((member, index) => members.findIndex((each) => each[what] === member[what]) < index);
    if (twice !== undefined) refuse(`Found two member configurations with same ${what} field: ${twice[what]}`);
  }
  if (members.length > MEMBERS_MAX)
    refuse(
      `Replica set configuration contains ${members.length} members, but must have at least 1 and no more than  ${MEMBERS_MAX}`,
    );
  const voters = members.filter(({ votes }) => votes > 0).length;
  if (voters === 0 || voters > VOTERS_MAX) {
    refuse(
      `Replica set configuration contains ${voters} voting members, but must be at least 1 and no more than ${VOTERS_MAX}`,
    );
  }
  const { electionTimeoutMillis, heartbeatIntervalMillis, replicaSetId } = isDocument(settings) ? settings : {};
  const full = (given as readonly BsonDocument[]).map((member, index) => ({
    _id: member._id,
    host: members[index]?.host,
    ...MEMBER_DEFAULTS,
    ...Object.fromEntries(Object.entries(member).filter(([key]) => key !== '_id' && key !== 'host')),
  }));
  const version = numberOf(document.version) ?? 1;
  return {
    name,
    version,
    term: numberOf(document.term) ?? 0,
    members,
    electionTimeoutMs: numberOf(electionTimeoutMillis) ?? ELECTION_TIMEOUT_MS,
    heartbeatIntervalMs: numberOf(heartbeatIntervalMillis) ?? HEARTBEAT_INTERVAL_MS,
    setId: replicaSetId instanceof ObjectId ? replicaSetId.hex : '',
    document: { ...document, version, protocolVersion: 1n, members: full },
  };
}

/** Whether two configurations can be those of one set. */
export const isSameSet = (left: ReplicaConfig, setId: string): boolean =>
  left.setId === '' || setId === '' || left.setId === setId;

/** How many votes win. */
export const majorityOf = ({ members }: ReplicaConfig): number =>
  Math.floor(members.filter(({ votes }) => votes > 0).length / 2) + 1;
