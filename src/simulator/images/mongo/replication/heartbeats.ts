import { type Coroutine, isSystemError, limitTime, waitFor } from '../../../process';
import { type BsonDocument, type BsonValue, isDocument, numberOf } from '../bson/values';
import { MongoConnection } from '../client/connection';
import { MongoError } from '../data/mongo-error';
import { opTimeDocument, readOpTime } from '../data/operation';
import { isSameSet, readConfig } from './config';
import { STATE_NUMBERS, stateOf } from './member-state';
import type { MemberView } from './member-view';
import type { ReplicaMember } from './replica-member';
import { isPeerError } from './peer-error';

/** Source: repl_set_config.cpp `kDefaultHeartbeatTimeoutPeriod`. */
const TIMEOUT_MS = 10_000;

const heartbeat = (member: ReplicaMember, configVersion: number): BsonDocument => ({
  replSetHeartbeat: member.setName,
  configVersion: BigInt(configVersion),
  from: member.self?.host ?? '',
  fromId: BigInt(member.selfId ?? -1),
  term: BigInt(member.term),
  setId: member.config?.setId ?? '',
});

/** Refuses who belongs to another set of the same name. @throws MongoError InvalidReplicaSetConfig */
function checkSet({ config }: ReplicaMember, theirs: BsonValue): void {
  if (config === undefined || typeof theirs !== 'string' || isSameSet(config, theirs)) return;
  const text = `replica set IDs do not match, ours: ${config.setId}; remote node's: ${theirs}`;
  throw new MongoError('InvalidReplicaSetConfig', text);
}

/** Answers another member that asks for a sign of life, and learns from what it says. */
export function answerHeartbeat(member: ReplicaMember, ask: BsonDocument): BsonDocument {
  const { config, server } = member;
  checkSet(member, ask.setId);
  const from = typeof ask.from === 'string' ? ask.from : '';
  const theirs = Number(ask.configVersion);
  member.hearTerm(Number(ask.term));
  const view = member.others.get(Number(ask.fromId));
  if (view !== undefined) {
    view.askedMs = server.nowMs;
    // One that comes back need not wait for the next regular beat.
    if (!view.isUp) member.beats.wakeAll();
  }
  if (theirs > (config?.version ?? 0) && from !== '') member.process.start(fetchConfig(member, from));
  return {
    ok: 1,
    set: member.setName,
    state: STATE_NUMBERS[member.state],
    v: BigInt(config?.version ?? -2),
    term: BigInt(member.term),
    primaryId: BigInt(member.primaryId ?? -1),
    opTime: opTimeDocument(member.lastOp),
    wall: new Date(server.oplog.lastWallMs),
    ...(config !== undefined && theirs < config.version ? { config: config.document } : {}),
  };
}

/** Asks a member that has a newer configuration for it. */
function* fetchConfig(member: ReplicaMember, from: string): Coroutine<void> {
  let connection: MongoConnection | undefined;
  try {
    connection = yield* MongoConnection.open(member.process, from, TIMEOUT_MS);
    const reply = yield* connection.command('admin', heartbeat(member, member.config?.version ?? -2));
    yield* takeConfig(member, reply);
  } catch (error) {
    if (!isPeerError(error)) throw error;
  } finally {
    connection?.close();
  }
}

function* takeConfig(member: ReplicaMember, { config }: BsonDocument): Coroutine<void> {
  if (!isDocument(config)) return;
  const next = readConfig(config, member.setName);
  if (next.version > (member.config?.version ?? 0)) yield* member.adopt(next);
}

function hear(member: ReplicaMember, view: MemberView, reply: BsonDocument, pingMs: number): void {
  const { nowMs } = member.server;
  if (!view.isUp) view.upSinceMs = nowMs;
  view.isUp = true;
  view.heardMs = nowMs;
  view.pingMs = pingMs;
  view.message = '';
  view.state = stateOf(numberOf(reply.state) ?? 0);
  view.configVersion = Number(reply.v);
  view.lastOp = readOpTime(reply.opTime);
  view.lastWallMs = reply.wall instanceof Date ? reply.wall.getTime() : 0;
  member.hearTerm(Number(reply.term));
  const { id } = view.config;
  if (view.state === 'PRIMARY' && Number(reply.term) >= member.term) {
    member.lastPrimaryMs = nowMs;
    member.hearPrimary(id);
  } else if (member.primaryId === id) member.hearPrimary(undefined);
  member.advance();
}

function lose(member: ReplicaMember, view: MemberView, error: Error): void {
  if (view.isUp) {
    const { host } = view.config;
    member.server.log.write({
      component: 'REPL',
      context: 'replexec-0',
      text: `Error in heartbeat request to ${host}; HostUnreachable: ${error.message}`,
      event: { id: 23974, msg: 'Heartbeat failed after max retries', attr: { target: host, error: error.message } },
    });
  }
  view.isUp = false;
  view.state = 'DOWN';
  view.message = error.message;
  if (member.primaryId === view.config.id) member.hearPrimary(undefined);
}

/** Asks one member for signs of life as long as both belong to the set. */
export function* keepBeating(member: ReplicaMember, view: MemberView): Coroutine<void> {
  const { process } = member;
  let connection: MongoConnection | undefined;
  try {
    for (;;) {
      const begunMs = process.nowMs;
      try {
        connection ??= yield* MongoConnection.open(process, view.config.host, TIMEOUT_MS);
        const ask = heartbeat(member, member.config?.version ?? 0);
        const reply = yield* limitTime(process, TIMEOUT_MS, connection.command('admin', ask));
        hear(member, view, reply, process.nowMs - begunMs);
        if (isDocument(reply.config)) process.start(takeConfig(member, reply));
      } catch (error) {
        if (!isPeerError(error)) throw error;
        connection?.close();
        connection = undefined;
        lose(member, view, error);
      }
      yield* restUntilBeat(member);
    }
  } finally {
    connection?.close();
  }
}

function* restUntilBeat(member: ReplicaMember): Coroutine<void> {
  try {
    yield* limitTime(member.process, member.config?.heartbeatIntervalMs ?? 2000, waitFor(member.beats.change));
    // Those who are woken together must not wake each other for ever.
    yield* member.process.sleep(10);
  } catch (error) {
    if (!isSystemError(error, 'ETIMEDOUT')) throw error;
  }
}
