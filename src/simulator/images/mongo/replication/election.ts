import { type Coroutine, isSystemError, limitTime, waitFor, WaitList } from '../../../process';
import type { BsonDocument } from '../bson/values';
import { MongoConnection } from '../client/connection';
import { opTimeDocument, readOpTime } from '../data/operation';
import { majorityOf } from './config';
import { decideRole, decideVote } from './decide';
import type { MemberView } from './member-view';
import type { ReplicaMember } from './replica-member';
import { isPeerError } from './peer-error';

/** How long a candidate waits for votes. */
const VOTE_TIMEOUT_MS = 5000;
/** A primary looks this often whether it still sees a majority. */
const LOOK_MS = 1000;
/** Nothing is due. */
const LONG_MS = 60_000;

const say = (member: ReplicaMember, text: string, id: number): void =>
  member.server.log.write({
    component: member.server.version.isFrom(4, 2) ? 'ELECTION' : 'REPL',
    context: 'replexec-0',
    text,
    event: { id, msg: text },
  });

/** Answers a candidate. */
export function answerVoteRequest(member: ReplicaMember, ask: BsonDocument): BsonDocument {
  const term = Number(ask.term);
  const isDryRun = ask.dryRun === true;
  const before = member.term;
  if (!isDryRun) member.hearTerm(term);
  const reason = decideVote(
    {
      term: isDryRun ? before : member.term,
      configVersion: member.config?.version ?? 0,
      lastOp: member.lastOp,
      votedTerm: member.votedTerm,
    },
    { term, configVersion: Number(ask.configVersion), lastOp: readOpTime(ask.lastDurableOpTime), isDryRun },
  );
  if (reason === undefined && !isDryRun) {
    member.vote(term, Number(ask.candidateIndex));
    member.lastPrimaryMs = member.server.nowMs;
  }
  return { ok: 1, term: BigInt(member.term), voteGranted: reason === undefined, reason: reason ?? '' };
}

function* askForVote(member: ReplicaMember, view: MemberView, ask: BsonDocument): Coroutine<boolean> {
  let connection: MongoConnection | undefined;
  try {
    connection = yield* MongoConnection.open(member.process, view.config.host, VOTE_TIMEOUT_MS);
    const reply = yield* connection.command('admin', ask);
    member.hearTerm(Number(reply.term));
    return reply.voteGranted === true;
  } catch (error) {
    if (!isPeerError(error)) throw error;
    return false;
  } finally {
    connection?.close();
  }
}

/** Asks all voters at once; whether a majority is in favour. */
function* gather(member: ReplicaMember, term: number, isDryRun: boolean): Coroutine<boolean> {
  const { config, process } = member;
  if (config === undefined) return false;
  const ask: BsonDocument = {
    replSetRequestVotes: 1,
    setName: member.setName,
    dryRun: isDryRun,
    term: BigInt(term),
    candidateIndex: BigInt(member.selfId ?? -1),
    configVersion: BigInt(config.version),
    lastDurableOpTime: opTimeDocument(member.lastOp),
  };
  const voters = [...member.others.values()].filter(({ config: { votes } }) => votes > 0);
  const answers = new WaitList();
  let [votes, missing] = [(member.self?.votes ?? 0) > 0 ? 1 : 0, voters.length];
  const tasks = voters.map((view) =>
    process.start(
      (function* () {
        if (yield* askForVote(member, view, ask)) votes += 1;
        missing -= 1;
        answers.wakeAll();
      })(),
    ),
  );
  const needed = majorityOf(config);
  try {
    while (votes < needed && missing > 0) yield* limitTime(process, VOTE_TIMEOUT_MS, waitFor(answers.change));
  } catch (error) {
    if (!isSystemError(error, 'ETIMEDOUT')) throw error;
  }
  for (const task of tasks) task.cancel();
  return votes >= needed;
}

function* stand(member: ReplicaMember): Coroutine<void> {
  const { config, server } = member;
  member.lastPrimaryMs = server.nowMs;
  member.drawPatience();
  say(
    member,
    `Starting an election, since we've seen no PRIMARY in the past ${config?.electionTimeoutMs ?? 0}ms`,
    4615652,
  );
  if (!(yield* gather(member, member.term, true))) {
    return say(member, 'not running for primary, we received insufficient votes', 21436);
  }
  if (member.state !== 'SECONDARY') return;
  const term = member.term + 1;
  member.term = term;
  member.vote(term, member.selfId ?? -1);
  const isElected = yield* gather(member, term, false);
  if (member.state !== 'SECONDARY' || member.term !== term || member.votedTerm !== term) return;
  if (!isElected) return say(member, 'not becoming primary, we received insufficient votes', 21447);
  say(member, `election succeeded, assuming primary role in term ${term}`, 21450);
  member.become('PRIMARY');
  // Followers learn from it that the term has begun.
  server.write({ op: 'n', ns: '', o: { msg: 'new primary' } });
}

/** Stands for election, or steps down, when it is time. */
export function* watchRole(member: ReplicaMember): Coroutine<never> {
  for (;;) {
    const { config, server, self } = member;
    if (config === undefined || self === undefined) {
      yield* member.pause(LONG_MS);
      continue;
    }
    const { nowMs } = server;
    const decision = decideRole({
      state: member.state,
      nowMs,
      lastPrimaryMs: member.lastPrimaryMs,
      patienceMs: member.patienceMs,
      mayLead: self.priority > 0 && nowMs >= member.restsUntilMs,
      heardMs: [...member.others.values()].filter((view) => view.config.votes > 0).map(({ heardMs }) => heardMs),
      isVoter: self.votes > 0,
      majority: majorityOf(config),
      electionTimeoutMs: config.electionTimeoutMs,
    });
    if (decision === 'stand') yield* stand(member);
    else if (decision === 'step down') {
      say(member, "can't see a majority of the set, relinquishing primary", 21809);
      member.become('SECONDARY');
    } else if (member.state === 'SECONDARY') {
      const dueMs = Math.max(member.lastPrimaryMs + member.patienceMs, member.restsUntilMs);
      yield* member.pause(Math.min(Math.max(dueMs - nowMs, 10), LONG_MS));
    } else yield* member.pause(member.state === 'PRIMARY' && member.others.size > 0 ? LOOK_MS : LONG_MS);
  }
}
