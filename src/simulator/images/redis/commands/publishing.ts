import { globExpression } from '../data/glob';
import { CommandError, MapReply, PushReply, type Reply } from '../protocol/reply';
import { type Call, command } from '../server/command';

/** Answers once for every channel. */
function forEach(call: Call, kind: string, names: readonly string[], change: (name: string) => void): undefined {
  const { session } = call;
  for (const name of names) {
    change(name);
    session.send(new PushReply([kind, name, session.subscriptions]));
  }
  if (names.length === 0) session.send(new PushReply([kind, null, session.subscriptions]));
  return undefined;
}

function overview(call: Call): Reply {
  const { channels } = call.server;
  switch (call.arg(1).toLowerCase()) {
    case 'channels': {
      const expression = globExpression(call.args.length > 2 ? call.arg(2) : '*');
      return channels.names.filter((name) => expression.test(name));
    }
    case 'numsub':
      return new MapReply(call.args.slice(2).map((name) => [name, channels.count(name)] as const));
    case 'numpat':
      return channels.patternCount;
    default:
      throw new CommandError(`ERR unknown subcommand '${call.arg(1)}'. Try PUBSUB HELP.`);
  }
}

/** Commands for channels. Not modelled: sharded channels, messages about keys. */
export const publishingCommands = [
  command('publish', 3, 'stale', undefined, (call) => {
    const count = call.server.channels.publish(call.arg(1), call.arg(2));
    call.propagated = [['PUBLISH', call.arg(1), call.arg(2)]];
    return count;
  }),
  command('subscribe', -2, 'stale subscribed', undefined, (call) =>
    forEach(call, 'subscribe', call.args.slice(1), (name) => call.server.channels.subscribe(call.session, name)),
  ),
  command('psubscribe', -2, 'stale subscribed', undefined, (call) =>
    forEach(call, 'psubscribe', call.args.slice(1), (name) =>
      call.server.channels.subscribePattern(call.session, name),
    ),
  ),
  command('unsubscribe', -1, 'stale subscribed', undefined, (call) => {
    const names = call.args.length > 1 ? call.args.slice(1) : [...call.session.channels];
    return forEach(call, 'unsubscribe', names, (name) => call.server.channels.unsubscribe(call.session, name));
  }),
  command('punsubscribe', -1, 'stale subscribed', undefined, (call) => {
    const names = call.args.length > 1 ? call.args.slice(1) : [...call.session.patterns];
    return forEach(call, 'punsubscribe', names, (name) => call.server.channels.unsubscribePattern(call.session, name));
  }),
  command('pubsub', -2, 'stale', undefined, overview, { subcommands: { channels: -2, numsub: -2, numpat: 2 } }),
];
