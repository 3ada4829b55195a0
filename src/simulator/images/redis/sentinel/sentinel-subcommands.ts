import type { Coroutine } from '../../../process';
import { SettingError } from '../config/setting-values';
import { globExpression } from '../data/glob';
import { CommandError, NULL_LIST, OK, type Reply, StatusReply } from '../protocol/reply';
import { describeMaster, describeReplica, describeSentinel } from './describe-peers';
import { sameAddress, WatchedMaster } from './instances';
import type { Sentinel } from './sentinel';
import { readAddress, setOption } from './sentinel-config';

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

/** Runs `SENTINEL subcommand ...`. Throws CommandError. */
export function* sentinelCommand(sentinel: Sentinel, words: readonly string[]): Coroutine<Reply> {
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
