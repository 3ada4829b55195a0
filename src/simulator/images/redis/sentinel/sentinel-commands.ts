import { type Coroutine, checkpoint } from '../../../process';
import { SettingError } from '../config/setting-values';
import { globExpression } from '../data/glob';
import {
  CommandError,
  ErrorReply,
  MapReply,
  NULL_LIST,
  OK,
  PushReply,
  type Reply,
  StatusReply,
  VerbatimReply,
} from '../protocol/reply';
import { unknownCommandText } from '../server/command-texts';
import type { Session } from '../server/session';
import { describeMaster, describeReplica, describeSentinel } from './describe-peers';
import { sameAddress, WatchedMaster } from './instances';
import { HELLO_CHANNEL } from './peer-watch';
import type { Sentinel } from './sentinel';
import { readAddress, setOption } from './sentinel-config';

/** Runs one command of a client; undefined when it sends by itself. Throws CommandError. */
type SentinelCommand = (sentinel: Sentinel, session: Session, words: readonly string[]) => Coroutine<Reply | undefined>;

const word = (words: readonly string[], index: number): string => words[index] ?? '';

function masterOf(sentinel: Sentinel, name: string): WatchedMaster {
  const master = sentinel.config.masters.get(name);
  if (master === undefined) throw new CommandError('ERR No such master with that name');
  return master;
}

/** What other sentinels ask: is the master at this address down, and who shall lead? */
function isDown(sentinel: Sentinel, words: readonly string[]): Reply {
  const address = { host: word(words, 2), port: Number(word(words, 3)) };
  const [epoch, runId] = [Number(word(words, 4)), word(words, 5)];
  const master = [...sentinel.masters].find((each) => sameAddress(each.address, address));
  const down = master?.downSinceMs === undefined ? 0 : 1;
  if (master === undefined || runId === '*') return [down, '*', 0];
  const vote = sentinel.vote(master, epoch, runId);
  return [down, vote.leader === '' ? '*' : vote.leader, vote.epoch];
}

function checkQuorum(sentinel: Sentinel, name: string): Reply {
  const master = masterOf(sentinel, name);
  const usable = 1 + [...master.sentinels.values()].filter(({ downSinceMs }) => downSinceMs === undefined).length;
  const voters = master.sentinels.size + 1;
  const hasQuorum = usable >= master.quorum;
  const hasMajority = usable >= Math.floor(voters / 2) + 1;
  if (hasQuorum && hasMajority) {
    return new StatusReply(`OK ${usable} usable Sentinels. Quorum and failover authorization can be reached`);
  }
  const missing = [
    ...(hasQuorum ? [] : ['Not enough available Sentinels to reach the specified quorum for this master']),
    ...(hasMajority ? [] : ['Not enough available Sentinels to reach the majority and authorize a failover']),
  ];
  throw new CommandError(`NOQUORUM ${usable} usable Sentinels. ${missing.join('. ')}`);
}

function failover(sentinel: Sentinel, name: string): Reply {
  const master = masterOf(sentinel, name);
  if (master.step !== 'none') throw new CommandError('INPROG Failover already in progress');
  const isPossible = [...master.replicas.values()].some(
    ({ downSinceMs, isConnected }) => downSinceMs === undefined && isConnected,
  );
  if (!isPossible) throw new CommandError('NOGOODSLAVE No suitable replica to promote');
  sentinel.forceFailover(master);
  return OK;
}

function reset(sentinel: Sentinel, pattern: string): Reply {
  const expression = globExpression(pattern);
  const found = [...sentinel.masters].filter(({ name }) => expression.test(name));
  for (const master of found) {
    sentinel.forget(master);
    master.replicas.clear();
    master.sentinels.clear();
    Object.assign(master, { step: 'none', promoted: undefined, isObjectivelyDown: false, lastOkMs: sentinel.nowMs });
    sentinel.watchAll(master);
    sentinel.event('#', '+reset-master', `master ${master.name} ${master.address.host} ${master.address.port}`);
  }
  sentinel.save();
  return found.length;
}

function* monitor(sentinel: Sentinel, words: readonly string[]): Coroutine<Reply> {
  const [, , name = '', host = '', port = '', quorum = ''] = words;
  if (!/^\d+$/.test(quorum) || Number(quorum) < 1) throw new CommandError('ERR Quorum must be 1 or greater.');
  if (sentinel.config.masters.has(name)) throw new CommandError('ERR Duplicate master name');
  try {
    const address = yield* readAddress(sentinel.process, sentinel.version, sentinel.config, host, port);
    const master = new WatchedMaster(name, address, Number(quorum), sentinel.nowMs);
    sentinel.config.masters.set(name, master);
    sentinel.save();
    sentinel.event('#', '+monitor', `master ${name} ${address.host} ${address.port} quorum ${quorum}`);
    sentinel.watchAll(master);
    return OK;
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new CommandError(`ERR ${error.message.replace(/\.$/, '')}`);
  }
}

function set(sentinel: Sentinel, words: readonly string[]): Reply {
  const master = masterOf(sentinel, word(words, 2));
  for (let index = 3; index < words.length; index += 2) {
    try {
      setOption(master, word(words, index).toLowerCase(), word(words, index + 1));
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      throw new CommandError(
        `ERR Invalid argument '${word(words, index + 1)}' for SENTINEL SET '${word(words, index)}'`,
      );
    }
    sentinel.event(
      '#',
      '+set',
      `master ${master.name} ${master.address.host} ${master.address.port} ${words.slice(index, index + 2).join(' ')}`,
    );
  }
  sentinel.save();
  return OK;
}

function* sentinelCommand(sentinel: Sentinel, words: readonly string[]): Coroutine<Reply> {
  const name = word(words, 2);
  const replicas = (): Reply =>
    [...masterOf(sentinel, name).replicas.values()].map((each) =>
      describeReplica(sentinel, masterOf(sentinel, name), each),
    );
  switch (word(words, 1).toLowerCase()) {
    case 'masters':
      return [...sentinel.masters].map((master) => describeMaster(sentinel, master));
    case 'master':
      return describeMaster(sentinel, masterOf(sentinel, name));
    case 'slaves':
    case 'replicas':
      return replicas();
    case 'sentinels': {
      const master = masterOf(sentinel, name);
      return [...master.sentinels.values()].map((each) => describeSentinel(sentinel, master, each));
    }
    case 'get-master-addr-by-name': {
      const master = sentinel.config.masters.get(name);
      if (master === undefined) return NULL_LIST;
      // Clients may go to the new master as soon as it leads.
      const { address } = master.step === 'reconf-slaves' ? (master.promoted ?? master) : master;
      return [address.host, String(address.port)];
    }
    case 'is-master-down-by-addr':
      return isDown(sentinel, words);
    case 'ckquorum':
      return checkQuorum(sentinel, name);
    case 'failover':
      return failover(sentinel, name);
    case 'reset':
      return reset(sentinel, name);
    case 'monitor':
      return yield* monitor(sentinel, words);
    case 'remove': {
      const master = masterOf(sentinel, name);
      sentinel.event('#', '-monitor', `master ${name} ${master.address.host} ${master.address.port}`);
      sentinel.forget(master);
      sentinel.config.masters.delete(name);
      sentinel.save();
      return OK;
    }
    case 'set':
      return set(sentinel, words);
    case 'flushconfig':
      sentinel.save();
      return OK;
    case 'myid':
      return sentinel.config.runId;
    case 'pending-scripts':
      return [];
    default:
      throw new CommandError(`ERR Unknown sentinel subcommand '${word(words, 1)}'`);
  }
}

/** What INFO of a sentinel tells. Not modelled: sections beyond these two. */
function information({ masters, version, nowMs, startedMs, process, config }: Sentinel): string {
  const all = [...masters];
  const lines = all.map((master, index) => {
    const status = master.isObjectivelyDown ? 'odown' : master.downSinceMs === undefined ? 'ok' : 'sdown';
    const { host, port } = master.address;
    return (
      `master${index}:name=${master.name},status=${status},address=${host}:${port},slaves=${master.replicas.size},` +
      `sentinels=${master.sentinels.size + 1}`
    );
  });
  return [
    '# Server',
    `redis_version:${version.number}`,
    'redis_mode:sentinel',
    `process_id:${process.pid}`,
    `run_id:${config.runId}`,
    `tcp_port:${config.port}`,
    `uptime_in_seconds:${Math.floor((nowMs - startedMs) / 1000)}`,
    '',
    '# Sentinel',
    `sentinel_masters:${all.length}`,
    'sentinel_tilt:0',
    'sentinel_running_scripts:0',
    'sentinel_scripts_queue_length:0',
    'sentinel_simulate_failure_flags:0',
    ...lines,
    '',
  ].join('\r\n');
}

function listen(sentinel: Sentinel, session: Session, words: readonly string[]): undefined {
  const name = word(words, 0).toLowerCase();
  const isPattern = name.startsWith('p');
  const isEnd = name.includes('un');
  const { channels } = sentinel;
  const known = isPattern ? [...session.patterns] : [...session.channels];
  for (const channel of words.length > 1 ? words.slice(1) : known) {
    if (isPattern) channels[isEnd ? 'unsubscribePattern' : 'subscribePattern'](session, channel);
    else channels[isEnd ? 'unsubscribe' : 'subscribe'](session, channel);
    session.send(new PushReply([name, channel, session.subscriptions]));
  }
  return undefined;
}

const COMMANDS: Readonly<Record<string, SentinelCommand>> = {
  // eslint-disable-next-line require-yield -- It answers at once.
  *ping(_, session) {
    return session.subscriptions > 0 && session.protocol === 2 ? new PushReply(['pong', '']) : new StatusReply('PONG');
  },
  *sentinel(sentinel, _, words) {
    return yield* sentinelCommand(sentinel, words);
  },
  *info(sentinel) {
    yield* checkpoint();
    return new VerbatimReply(information(sentinel));
  },
  *role(sentinel) {
    yield* checkpoint();
    return ['sentinel', [...sentinel.masters].map(({ name }) => name)];
  },
  *auth(sentinel, session, words) {
    yield* checkpoint();
    if (words.at(-1) !== sentinel.config.password)
      throw new CommandError('WRONGPASS invalid username-password pair or user is disabled.');
    session.isAuthenticated = true;
    return OK;
  },
  *hello(sentinel, session, words) {
    yield* checkpoint();
    if (words[1] === '3') session.protocol = 3;
    return new MapReply([
      ['server', 'redis'],
      ['version', sentinel.version.number],
      ['proto', session.protocol],
      ['id', session.id],
      ['mode', 'sentinel'],
      ['modules', []],
    ]);
  },
  *client(_, session, words) {
    yield* checkpoint();
    if (word(words, 1).toLowerCase() === 'setname') session.name = word(words, 2);
    return OK;
  },
  *command() {
    yield* checkpoint();
    return [];
  },
  *publish(sentinel, _, words) {
    yield* checkpoint();
    if (word(words, 1) !== HELLO_CHANNEL)
      throw new CommandError('ERR Only HELLO messages are accepted by Sentinel instances.');
    sentinel.heardHello(word(words, 2));
    return 1;
  },
  *shutdown({ process, log }) {
    log.write('#', 'User requested shutdown...');
    log.write('#', 'Sentinel is now ready to exit, bye bye...');
    yield* log.drain();
    return process.exit(0);
  },
  *quit(_, session) {
    yield* checkpoint();
    session.send(OK);
    session.close();
    return undefined;
  },
  ...Object.fromEntries(
    ['subscribe', 'unsubscribe', 'psubscribe', 'punsubscribe'].map((name): [string, SentinelCommand] => [
      name,
      function* (sentinel, session, words) {
        yield* checkpoint();
        return listen(sentinel, session, words);
      },
    ]),
  ),
};

/** Runs one request of a client of a sentinel, and sends the answer. */
export function* executeForSentinel(sentinel: Sentinel, session: Session, words: readonly string[]): Coroutine<void> {
  const name = word(words, 0).toLowerCase();
  try {
    const command = COMMANDS[name];
    if (command === undefined) throw new CommandError(unknownCommandText(sentinel.version, words));
    if (!session.isAuthenticated && name !== 'auth' && name !== 'quit')
      throw new CommandError('NOAUTH Authentication required.');
    const reply = yield* command(sentinel, session, words);
    if (reply !== undefined) session.send(reply);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    session.send(new ErrorReply(error.message));
  }
}
