import { isSystemError } from '../../../process';
import { globExpression } from '../data/glob';
import { parseFloat64 } from '../data/numbers';
import { CommandError, MapReply, OK, type Reply, StatusReply, VerbatimReply } from '../protocol/reply';
import { SettingError } from '../config/setting-values';
import { isAllowed } from '../server/allowances';
import { applySetting } from '../server/apply-setting';
import { type Call, command } from '../server/command';
import { information } from '../server/information';
import { shutDown } from '../server/shut-down';
import { unknownSubcommandText } from '../server/command-texts';
import { rewriteConfig } from '../server/rewrite-config';

function getConfig(call: Call): Reply {
  const patterns = call.args.slice(2).map((pattern) => globExpression(pattern.toLowerCase()));
  const { config } = call.server;
  return new MapReply(config.entries((name) => patterns.some((pattern) => pattern.test(name))));
}

function setConfig(call: Call): Reply {
  const { config, version } = call.server;
  for (let index = 2; index < call.args.length; index += 2) {
    const name = call.arg(index);
    const setting = config.find(name);
    const isNew = version.isFrom(7);
    if (setting === undefined) {
      throw new CommandError(
        isNew
          ? `ERR Unknown option or number of arguments for CONFIG SET - '${name}'`
          : `ERR Unsupported CONFIG parameter: ${name}`,
      );
    }
    const failed = (reason: string): CommandError =>
      isNew
        ? new CommandError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`)
        : new CommandError(`ERR Invalid argument '${call.arg(index + 1)}' for CONFIG SET '${name}'`);
    if (setting.isFixed === true) {
      throw isNew
        ? failed("can't set immutable config")
        : new CommandError(`ERR Unsupported CONFIG parameter: ${name}`);
    }
    if (setting.isProtected === true && !isAllowed(call.server, call.session, 'enable-protected-configs'))
      throw failed("can't set protected config");
    try {
      applySetting(call.server, setting, call.arg(index + 1));
    } catch (error) {
      if (isSystemError(error)) throw failed(error.message);
      if (!(error instanceof SettingError)) throw error;
      throw failed(error.message);
    }
  }
  return OK;
}

function config(call: Call): Reply {
  const { server } = call;
  const subcommand = call.arg(1).toLowerCase();
  const tooFew = (least: number): boolean => call.args.length < least;
  if (subcommand === 'set' && server.version.isFrom(7) && call.args.length % 2 === 1) {
    throw new CommandError("ERR wrong number of arguments for 'config|set' command");
  }
  if ((subcommand === 'get' && tooFew(3)) || (subcommand === 'set' && tooFew(4))) {
    throw new CommandError(`ERR Wrong number of arguments for CONFIG ${subcommand}`);
  }
  if (subcommand === 'get') return getConfig(call);
  if (subcommand === 'set') return setConfig(call);
  if (subcommand === 'rewrite') return rewriteConfig(server);
  if (subcommand !== 'resetstat') throw new CommandError(unknownSubcommandText(server.version, 'config', call.arg(1)));
  Object.assign(server.statistics, { commands: 0, connections: 0, keyspaceHits: 0, keyspaceMisses: 0, expiredKeys: 0 });
  server.statistics.errors.clear();
  return OK;
}

function save({ server }: Call): Reply {
  if (server.persistence.isSaving) throw new CommandError('ERR Background save already in progress');
  if (!server.persistence.save()) throw new CommandError('ERR');
  return OK;
}

function saveInBackground({ server }: Call): Reply {
  if (server.persistence.isSaving) throw new CommandError('ERR Background save already in progress');
  server.persistence.saveInBackground();
  return new StatusReply('Background saving started');
}

function rewriteAppendOnly({ server }: Call): Reply {
  if (server.appendOnly.isOpen) server.appendOnly.rewrite();
  server.log.write('*', 'Background append only file rewriting started by pid 0');
  return new StatusReply('Background append only file rewriting started');
}

function debug(call: Call): Reply {
  const { server } = call;
  const subcommand = call.arg(1).toLowerCase();
  if (subcommand === 'sleep') {
    server.busyUntilMs = server.nowMs + parseFloat64(call.arg(2)) * 1000;
    return OK;
  }
  if (subcommand === 'segfault') server.process.exit(139);
  throw new CommandError(unknownSubcommandText(server.version, 'debug', call.arg(1)));
}

function flush(call: Call, isAll: boolean): Reply {
  const option = call.arg(1).toUpperCase();
  if (call.args.length > 2 || !['', 'ASYNC', 'SYNC'].includes(option)) throw new CommandError('ERR syntax error');
  for (const database of isAll ? call.server.databases : [call.database]) database.clear();
  call.propagated = [call.args];
  return OK;
}

function monitor({ session }: Call): Reply {
  session.isMonitor = true;
  return OK;
}

function memory(call: Call): Reply {
  if (call.arg(1).toLowerCase() !== 'usage')
    throw new CommandError(unknownSubcommandText(call.server.version, 'memory', call.arg(1)));
  const value = call.database.find(call.arg(2));
  return value === undefined ? null : 56 + call.arg(2).length + value.bytes;
}

/** Commands for those who run the server. Not modelled: SLOWLOG, LATENCY, ACL, LOLWUT, what MEMORY tells beyond USAGE. */
export const administrationCommands = [
  command('info', -1, 'stale', undefined, ({ server, args }) => new VerbatimReply(information(server, args.slice(1)))),
  command('config', -2, 'stale admin', undefined, config, {
    subcommands: { get: -3, set: -4, rewrite: 2, resetstat: 2 },
  }),
  command('save', 1, 'admin direct', undefined, save),
  command('bgsave', -1, 'admin direct', undefined, saveInBackground),
  command('bgrewriteaof', 1, 'admin direct', undefined, rewriteAppendOnly),
  command('lastsave', 1, 'stale', undefined, ({ server }) => Math.floor(server.persistence.lastSaveMs / 1000)),
  command('flushdb', -1, 'write', undefined, (call) => flush(call, false)),
  command('flushall', -1, 'write', undefined, (call) => flush(call, true)),
  command('time', 1, 'stale', undefined, ({ nowMs }) => [
    String(Math.floor(nowMs / 1000)),
    String((nowMs % 1000) * 1000),
  ]),
  command('monitor', 1, 'stale admin direct', undefined, monitor),
  command('debug', -2, 'stale admin', undefined, debug, {
    guard: 'enable-debug-command',
    *wait(call) {
      const reply = debug(call);
      yield* call.server.process.sleep(Math.max(call.server.busyUntilMs - call.nowMs, 0));
      return reply;
    },
  }),
  command('shutdown', -1, 'stale admin direct', undefined, () => undefined, {
    *wait({ server, args }) {
      const options = args.slice(1).map((word) => word.toLowerCase());
      if (options.some((option) => !['save', 'nosave', 'now', 'force'].includes(option))) {
        throw new CommandError('ERR syntax error');
      }
      const saves = options.includes('nosave') ? false : options.includes('save') ? true : undefined;
      yield* shutDown(server, saves);
      throw new CommandError('ERR Errors trying to SHUTDOWN. Check logs.');
    },
  }),
  command('memory', -2, '', undefined, memory, { since: [4, 0], subcommands: { usage: -3 } }),
];
