import { databaseIndex } from '../data/database';
import { parseInteger } from '../data/numbers';
import { CommandError, MapReply, OK, PushReply, type Reply, StatusReply, VerbatimReply } from '../protocol/reply';
import { type Call, command } from '../server/command';
import { unknownSubcommandText } from '../server/command-texts';
import type { Session } from '../server/session';
import { clientLine } from './client-line';

function ping(call: Call): Reply {
  const { session, args } = call;
  if (args.length > 2) throw new CommandError("ERR wrong number of arguments for 'ping' command");
  if (session.subscriptions > 0 && session.protocol === 2) return new PushReply(['pong', call.arg(1)]);
  return args.length > 1 ? call.arg(1) : new StatusReply('PONG');
}

/** Lets a client in. Throws CommandError when the password is wrong. */
function authenticate(call: Call, user: string, password: string): void {
  const { config, version } = call.server;
  const required = config.text('requirepass');
  const isNew = version.isFrom(6);
  // The default user of newer releases without a password takes any.
  const isRight = user === 'default' && (password === required || (isNew && required === ''));
  if (isRight) call.session.isAuthenticated = true;
  else
    throw new CommandError(
      isNew ? 'WRONGPASS invalid username-password pair or user is disabled.' : 'ERR invalid password',
    );
}

function auth(call: Call): Reply {
  const { config, version } = call.server;
  if (call.args.length > (version.isFrom(6) ? 3 : 2)) throw new CommandError('ERR syntax error');
  if (call.args.length === 2 && config.text('requirepass') === '') {
    throw new CommandError(
      version.isFrom(6)
        ? 'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?'
        : 'ERR Client sent AUTH, but no password is set',
    );
  }
  authenticate(call, call.args.length === 3 ? call.arg(1) : 'default', call.arg(call.args.length - 1));
  return OK;
}

function hello(call: Call): Reply {
  const { server, session, args } = call;
  const wanted = args.length > 1 ? call.arg(1) : String(session.protocol);
  if (!/^\d+$/.test(wanted)) throw new CommandError('ERR Protocol version is not an integer or out of range');
  if (wanted !== '2' && wanted !== '3') throw new CommandError('NOPROTO unsupported protocol version');
  let name: string | undefined;
  for (let index = 2; index < args.length; index += 1) {
    const option = call.arg(index).toUpperCase();
    if (option === 'AUTH' && index + 2 < args.length) {
      authenticate(call, call.arg(index + 1), call.arg(index + 2));
      index += 2;
    } else if (option === 'SETNAME' && index + 1 < args.length) {
      index += 1;
      name = call.arg(index);
    } else throw new CommandError(`ERR Syntax error in HELLO option '${call.arg(index)}'`);
  }
  if (!session.isAuthenticated) {
    throw new CommandError(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> ' +
        'option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  }
  session.protocol = wanted === '3' ? 3 : 2;
  session.name = name ?? session.name;
  return new MapReply([
    ['server', 'redis'],
    ['version', server.version.number],
    ['proto', session.protocol],
    ['id', session.id],
    ['mode', 'standalone'],
    ['role', server.replication.upstream === undefined ? 'master' : 'replica'],
    ['modules', []],
  ]);
}

function setName(call: Call): Reply {
  if (/[^!-~]/.test(call.arg(2))) {
    throw new CommandError('ERR Client names cannot contain spaces, newlines or special characters.');
  }
  call.session.name = call.arg(2);
  return OK;
}

function kill(call: Call): Reply {
  const { server, session, args } = call;
  const close = (wanted: (each: Session) => boolean): number => {
    const victims = [...server.sessions.values()].filter(wanted);
    for (const victim of victims) victim.close();
    return victims.length;
  };
  if (args.length === 3) {
    if (close(({ address }) => address === call.arg(2)) === 0) throw new CommandError('ERR No such client');
    return OK;
  }
  const filters: ((each: Session) => boolean)[] = [];
  for (let index = 2; index + 1 < args.length; index += 2) {
    const value = call.arg(index + 1).toLowerCase();
    const option = call.arg(index).toUpperCase();
    if (option === 'ID') filters.push(({ id }) => id === parseInteger(value));
    else if (option === 'ADDR') filters.push(({ address }) => address === value);
    else if (option === 'TYPE') filters.push((each) => kindOf(each) === value.replace('slave', 'replica'));
    else if (option === 'SKIPME') filters.push((each) => value === 'no' || each !== session);
    else throw new CommandError('ERR syntax error');
  }
  const skips = args.some((word) => word.toUpperCase() === 'SKIPME');
  return close((each) => (skips || each !== session) && filters.every((filter) => filter(each)));
}

const kindOf = (session: Session): string =>
  session.isReplica ? 'replica' : session.subscriptions > 0 ? 'pubsub' : 'normal';

function client(call: Call): Reply {
  const { server, session } = call;
  const line = (each: Session): string => clientLine(server, each);
  switch (call.arg(1).toLowerCase()) {
    case 'list':
      return new VerbatimReply([...server.sessions.values()].map((each) => `${line(each)}\n`).join(''));
    case 'info':
      return new VerbatimReply(`${line(session)}\n`);
    case 'id':
      return session.id;
    case 'getname':
      return session.name === '' ? null : session.name;
    case 'setname':
      return setName(call);
    case 'setinfo':
      if (server.version.isFrom(7, 2)) return OK;
      break;
    case 'kill':
      return kill(call);
    case 'reply':
    case 'pause':
    case 'unpause':
    case 'no-evict':
    case 'no-touch':
      return OK;
    default:
  }
  throw new CommandError(unknownSubcommandText(server.version, 'client', call.arg(1)));
}

/** Commands about the connection itself. Not modelled: CLIENT PAUSE and REPLY, which are accepted; tracking. */
export const connectionCommands = [
  command('ping', -1, 'stale subscribed', undefined, ping),
  command('echo', 2, '', undefined, (call) => call.arg(1)),
  command('auth', -2, 'early stale admin', undefined, auth),
  command('hello', -1, 'early stale admin', undefined, hello, { since: [6, 0] }),
  command('quit', -1, 'early stale subscribed', undefined, ({ session }) => {
    session.send(OK);
    session.close();
    return undefined;
  }),
  command('select', 2, 'stale', undefined, (call) => {
    const problem = call.server.version.isFrom(6, 2)
      ? 'ERR value is not an integer or out of range'
      : 'ERR invalid DB index';
    call.session.databaseIndex = databaseIndex(call.arg(1), call.server.databases.length, problem);
    return OK;
  }),
  command(
    'reset',
    1,
    'early stale subscribed',
    undefined,
    ({ server, session }) => {
      server.channels.forget(session);
      server.unwatch(session);
      Object.assign(session, { queue: undefined, databaseIndex: 0, protocol: 2, name: '', isMonitor: false });
      session.isAuthenticated = server.config.text('requirepass') === '';
      return new StatusReply('RESET');
    },
    { since: [6, 2] },
  ),
  command('client', -2, 'stale admin', undefined, client, {
    subcommands: {
      list: -2,
      info: 2,
      id: 2,
      getname: 2,
      setname: 3,
      setinfo: 4,
      kill: -3,
      reply: 3,
      pause: -3,
      unpause: 2,
      'no-evict': 3,
      'no-touch': 3,
    },
  }),
];
