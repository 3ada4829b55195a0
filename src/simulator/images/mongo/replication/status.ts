import type { BsonDocument } from '../bson/values';
import { opTimeDocument, type OpTime } from '../data/operation';
import { majorityOf } from './config';
import { STATE_NUMBERS } from './member-state';
import { notInitialized } from './reconfigure';
import type { MemberView } from './member-view';
import type { ReplicaMember } from './replica-member';

const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000));

const optimes = (place: OpTime, wallMs: number): BsonDocument => ({
  optime: opTimeDocument(place),
  optimeDate: new Date(wallMs),
});

function otherStatus(member: ReplicaMember, view: MemberView): BsonDocument {
  const { nowMs } = member.server;
  const { id, host } = view.config;
  const isData = view.isUp && (view.state === 'PRIMARY' || view.state === 'SECONDARY' || view.state === 'STARTUP2');
  return {
    _id: id,
    name: host,
    health: view.isUp ? 1 : 0,
    state: STATE_NUMBERS[view.state],
    stateStr: view.isUp ? view.state : '(not reachable/healthy)',
    uptime: view.isUp ? seconds(nowMs - view.upSinceMs) : 0,
    ...(isData || !view.isUp ? optimes(view.lastOp, view.lastWallMs) : {}),
    lastHeartbeat: new Date(view.heardMs),
    lastHeartbeatRecv: new Date(view.askedMs),
    pingMs: BigInt(Math.round(view.pingMs)),
    ...(view.message === '' ? {} : { lastHeartbeatMessage: view.message }),
    configVersion: view.configVersion,
  };
}

function selfStatus(member: ReplicaMember): BsonDocument {
  const { server, self } = member;
  return {
    _id: self?.id,
    name: self?.host,
    health: 1,
    state: STATE_NUMBERS[member.state],
    stateStr: member.state,
    uptime: seconds(server.nowMs - server.startedMs),
    ...optimes(member.lastOp, server.oplog.lastWallMs),
    ...(member.state === 'PRIMARY' ? { electionDate: new Date(member.electedMs) } : {}),
    configVersion: member.config?.version,
    self: true,
  };
}

/** `replSetGetStatus`: what this member knows of all. @throws MongoError NotYetInitialized */
export function statusOf(member: ReplicaMember): BsonDocument {
  const { config, server } = member;
  if (config === undefined) throw notInitialized();
  return {
    set: member.setName,
    date: new Date(server.nowMs),
    myState: STATE_NUMBERS[member.state],
    term: BigInt(member.term),
    heartbeatIntervalMillis: BigInt(config.heartbeatIntervalMs),
    majorityVoteCount: majorityOf(config),
    optimes: { lastCommittedOpTime: opTimeDocument(member.commitPoint), appliedOpTime: opTimeDocument(member.lastOp) },
    members: config.members.map(({ id }) => {
      const view = member.others.get(id);
      return view === undefined ? selfStatus(member) : otherStatus(member, view);
    }),
    ok: 1,
  };
}

/** What a member of a set adds to the answer that tells clients who is who. */
export function helloOf(member: ReplicaMember): BsonDocument {
  const { config, state, self, primaryId } = member;
  if (config === undefined || self === undefined) {
    return { ismaster: false, secondary: false, info: 'Does not have a valid replica set config', isreplicaset: true };
  }
  const primary = config.members.find(({ id }) => id === primaryId)?.host;
  return {
    hosts: config.members.map(({ host }) => host),
    setName: config.name,
    setVersion: config.version,
    ismaster: state === 'PRIMARY',
    secondary: state === 'SECONDARY',
    ...(primary === undefined ? {} : { primary }),
    me: self.host,
    lastWrite: { opTime: opTimeDocument(member.lastOp), lastWriteDate: new Date(member.server.oplog.lastWallMs) },
  };
}
