import { type Coroutine, checkpoint } from '../../../process';
import {
  CommandError,
  ErrorReply,
  MapReply,
  OK,
  PushReply,
  type Reply,
  StatusReply,
  VerbatimReply,
} from '../protocol/reply';
import { unknownCommandText } from '../server/command-texts';
import type { Session } from '../server/session';
import { HELLO_CHANNEL } from './peer-watch';
import type { Sentinel } from './sentinel';
import { sentinelCommand } from './sentinel-subcommands';

/** Runs one command of a client; undefined when it sends by itself. Throws CommandError. */
type SentinelCommand = (sentinel: Sentinel, session: Session, words: readonly string[]) => Coroutine<Reply | undefined>;

const word = (words: readonly string[], index: number): string => words[index] ?? '';

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
  // Before 7.0 the words were commands of servers only.
  if (sentinel.version.isFrom(7) && sentinel.crossProtocol.isHttp(words)) {
    sentinel.crossProtocol.abort(session, sentinel.nowMs);
    return;
  }
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
