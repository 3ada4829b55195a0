import { CommandError, type Reply, StatusReply } from '../protocol/reply';
import { type Call, type Command, command, keysOf } from '../server/command';
import { findCommand } from '../server/execute';
import { commandsOf } from '.';

/** A command as COMMAND tells it. Not modelled: categories of rights, hints, subcommands. */
function described({ name, arity, flags, keys }: Command, hasMore: boolean): Reply {
  const words = [
    flags.has('write') ? 'write' : 'readonly',
    ...(flags.has('grows') ? ['denyoom'] : []),
    ...(flags.has('admin') ? ['admin'] : []),
    ...(flags.has('stale') ? ['stale'] : []),
  ];
  const base: readonly Reply[] = [name, arity, words.map((word) => new StatusReply(word)), ...keys];
  return hasMore ? [...base, [], [], [], []] : base;
}

function commands(call: Call): Reply {
  const { server, args } = call;
  const all = commandsOf(server.version);
  const hasMore = server.version.isFrom(7);
  switch (call.arg(1).toLowerCase()) {
    case '':
      return [...all.values()].map((each) => described(each, hasMore));
    case 'count':
      return all.size;
    case 'list':
      return [...all.keys()];
    case 'docs':
      return [];
    case 'info':
      return args.slice(2).map((name) => {
        const found = all.get(name.toLowerCase());
        return found === undefined ? null : described(found, hasMore);
      });
    case 'getkeys':
      return keysOf(findCommand(server, args.slice(2)), args.slice(2));
    default:
      throw new CommandError(`ERR unknown subcommand '${call.arg(1)}'. Try COMMAND HELP.`);
  }
}

/** What the server tells of its own commands. */
export const introspectionCommands = [command('command', -1, 'stale', undefined, commands)];
