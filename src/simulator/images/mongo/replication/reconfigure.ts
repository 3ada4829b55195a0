import type { Coroutine } from '../../../process';
import { type BsonDocument, isDocument, ObjectId } from '../bson/values';
import { MongoConnection } from '../client/connection';
import { MongoError } from '../data/mongo-error';
import { NO_OP_TIME } from '../data/operation';
import { majorityOf, readConfig, type ReplicaConfig } from './config';
import type { ReplicaMember } from './replica-member';
import { findSelf } from './find-self';
import { isPeerError } from './peer-error';

/** How long a member may take to answer before it counts as gone. */
const QUORUM_TIMEOUT_MS = 5000;
/** How long a new set takes until its first member is a secondary. */
const FIRST_STEPS_MS = 20;

/**
 * Makes sure that enough members of a new configuration answer.
 *
 * Source: MongoDB, src/mongo/db/repl/check_quorum_for_config_change.cpp.
 *
 * @throws MongoError NodeNotFound
 */
function* checkQuorum(
  member: ReplicaMember,
  config: ReplicaConfig,
  selfId: number,
  isInitial: boolean,
): Coroutine<void> {
  const up: string[] = [];
  const down: string[] = [];
  let votes = 0;
  for (const { id, host, votes: own } of config.members) {
    let connection: MongoConnection | undefined;
    try {
      if (id !== selfId) {
        connection = yield* MongoConnection.open(member.process, host, QUORUM_TIMEOUT_MS);
        yield* connection.command('admin', {
          replSetHeartbeat: member.setName,
          configVersion: -1n,
          from: '',
          fromId: -1n,
          term: BigInt(member.term),
        });
      }
      up.push(host);
      votes += own;
    } catch (error) {
      if (!isPeerError(error)) throw error;
      down.push(`${host} failed with ${error.message}`);
    } finally {
      connection?.close();
    }
  }
  if (down.length === 0 || (!isInitial && votes >= majorityOf(config))) return;
  const silent = `the following nodes did not respond affirmatively: ${down.join(', ')}`;
  if (isInitial)
    throw new MongoError(
      'NodeNotFound',
      `replSetInitiate quorum check failed because not all proposed set members responded affirmatively: ${down.join(', ')}`,
    );
  throw new MongoError(
    'NodeNotFound',
    `Quorum check failed because not enough voting nodes responded; required ${majorityOf(config)} but only the following ` +
      `${votes} voting nodes responded: ${up.join(', ')}; ${silent}`,
  );
}

/** A member of a new set has its own beginnings to apply, then it follows; somebody may have removed it meanwhile. */
function* join(member: ReplicaMember): Coroutine<void> {
  yield* member.process.sleep(FIRST_STEPS_MS);
  if (member.state === 'RECOVERING') member.become('SECONDARY');
}

/** `replSetInitiate`: makes the first configuration; without one, a set of this server alone. */
export function* initiate(member: ReplicaMember, given: BsonDocument): Coroutine<BsonDocument> {
  const { server, setName } = member;
  if (member.config !== undefined) throw new MongoError('AlreadyInitialized', 'already initialized');
  const isDefault = Object.keys(given).length === 0;
  const document: BsonDocument = isDefault ? { _id: setName, members: [{ _id: 0, host: server.hostAndPort }] } : given;
  const { nowMs, process } = server;
  const own = { replicaSetId: ObjectId.from(nowMs, process.random) };
  const settings = { ...(isDocument(document.settings) ? document.settings : {}), ...own };
  const config = readConfig({ ...document, version: 1, settings }, setName);
  const selfId = yield* findSelf(member.server, config);
  if (selfId === undefined) {
    const text = `No host described in new configuration ${config.version} for replica set ${setName} maps to this node`;
    throw new MongoError('InvalidReplicaSetConfig', text);
  }
  yield* checkQuorum(member, config, selfId, true);
  yield* member.adopt(config);
  if (member.lastOp === NO_OP_TIME) server.write({ op: 'n', ns: '', o: { msg: 'initiating set' } });
  // The shell asks for its next prompt before this is over: it shows rs0:OTHER.
  member.become('RECOVERING');
  member.process.start(join(member));
  return {
    ...(isDefault
      ? { info2: 'no configuration specified. Using a default configuration for the set', me: server.hostAndPort }
      : {}),
    ok: 1,
  };
}

/** `replSetReconfig`: replaces the configuration by a newer one. */
export function* reconfigure(member: ReplicaMember, given: BsonDocument, isForced: boolean): Coroutine<BsonDocument> {
  const { config: before, setName } = member;
  if (before === undefined) throw notInitialized();
  if (member.state !== 'PRIMARY' && !isForced) {
    const text = `replSetReconfig should only be run on ${member.server.version.isFrom(4, 4) ? 'a writable ' : ''}PRIMARY, but my state is ${member.state}; use the "force" argument to override`;
    throw new MongoError('NotWritablePrimary', text);
  }
  const version = isForced ? before.version + 1000 : given.version;
  const config = readConfig({ ...given, version }, setName);
  if (config.version <= before.version) {
    const text = `New replica set configuration version must be greater than old, but ${config.version} is not greater than ${before.version} for replica set ${setName}`;
    throw new MongoError('NewReplicaSetConfigurationIncompatible', text);
  }
  for (const { id, host } of config.members) {
    const old = before.members.find((each) => each.host === host);
    if (old !== undefined && old.id !== id) {
      const text = `New and old configurations both have members with host of ${host} but in the new configuration the _id field is ${id} and in the old configuration it is ${old.id} for replica set ${setName}`;
      throw new MongoError('NewReplicaSetConfigurationIncompatible', text);
    }
  }
  const selfId = yield* findSelf(member.server, config);
  if (selfId === undefined) {
    const text = `No host described in new configuration ${config.version} for replica set ${setName} maps to this node`;
    throw new MongoError('NodeNotFound', text);
  }
  if (!isForced) yield* checkQuorum(member, config, selfId, false);
  yield* member.adopt(config);
  member.beats.wakeAll();
  return { ok: 1 };
}

/** `replSetStepDown`: lets another lead, and does not lead again for some time. */
export function stepDown(member: ReplicaMember, seconds: number): BsonDocument {
  if (member.state !== 'PRIMARY') throw new MongoError('NotWritablePrimary', "not primary so can't step down");
  member.restsUntilMs = member.server.nowMs + seconds * 1000;
  member.become('SECONDARY');
  return { ok: 1 };
}

/** What a member says that nobody has given a configuration to. */
export const notInitialized = (): MongoError =>
  new MongoError('NotYetInitialized', 'no replset config has been received');

/** The configuration in a command; empty when there is none. */
export const configIn = (value: unknown): BsonDocument =>
  isDocument(value as BsonDocument) ? (value as BsonDocument) : {};
