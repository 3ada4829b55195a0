import { numberOf } from '../bson/values';
import { MongoError } from '../data/mongo-error';
import { readOpTime } from '../data/operation';
import { answerVoteRequest } from '../replication/election';
import { answerHeartbeat } from '../replication/heartbeats';
import { configIn, initiate, notInitialized, reconfigure, stepDown } from '../replication/reconfigure';
import type { ReplicaMember } from '../replication/replica-member';
import { statusOf } from '../replication/status';
import type { CommandContext, Commands } from './command';
import { documentsIn } from './command';

/** Its part in a replica set. @throws MongoError NoReplicationEnabled for a server that stands alone */
function memberOf({ server: { replication, version } }: CommandContext, isInitiating = false): ReplicaMember {
  if (replication !== undefined) return replication;
  const text =
    isInitiating && !version.isFrom(4, 4)
      ? 'This node was not started with the replSet option'
      : 'not running with --replSet';
  throw new MongoError('NoReplicationEnabled', text);
}

/** Commands for those who run a replica set, and those by which its members talk to each other. */
export const replicaCommands: Commands = {
  replSetInitiate: (context) => initiate(memberOf(context, true), configIn(context.command.replSetInitiate)),
  replSetReconfig: (context) =>
    reconfigure(memberOf(context), configIn(context.command.replSetReconfig), context.command.force === true),
  replSetGetStatus: (context) => statusOf(memberOf(context)),
  replSetGetConfig(context) {
    const { config } = memberOf(context);
    if (config === undefined) throw notInitialized();
    return { config: config.document, ok: 1 };
  },
  replSetStepDown: (context) => stepDown(memberOf(context), numberOf(context.command.replSetStepDown) ?? 60),
  replSetHeartbeat(context) {
    const member = memberOf(context);
    const { replSetHeartbeat: name } = context.command;
    if (name !== member.setName) {
      const text = `Our set name of ${member.setName} does not match name ${String(name)} reported by remote node`;
      throw new MongoError('InvalidReplicaSetConfig', text);
    }
    return answerHeartbeat(member, context.command);
  },
  replSetRequestVotes: (context) => answerVoteRequest(memberOf(context), context.command),
  replSetUpdatePosition(context) {
    const member = memberOf(context);
    for (const { memberId, appliedOpTime } of documentsIn(context, 'optimes')) {
      const view = member.others.get(Number(memberId));
      if (view !== undefined) view.lastOp = readOpTime(appliedOpTime);
    }
    member.advance();
    return { ok: 1 };
  },
};
