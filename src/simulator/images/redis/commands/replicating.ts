import { isSystemError, limitTime } from '../../../process';
import { parseInteger } from '../data/numbers';
import { CommandError, ErrorReply, OK, type Reply, StatusReply } from '../protocol/reply';
import { confirmation } from '../replication/upstream';
import { type Call, command } from '../server/command';
import { clientLine } from './client-line';

/** REPLICAOF: follows a master, or none. */
function follow(call: Call): Reply {
  const { server } = call;
  const { replication, log, config, version } = server;
  const [host, port] = [call.arg(1), call.arg(2)];
  const setting = config.find(version.isFrom(5) ? 'replicaof' : 'slaveof');
  const name = version.isFrom(5) ? 'REPLICAOF' : 'SLAVE OF';
  const by = `user request from '${clientLine(server, call.session)}'`;
  if (host.toLowerCase() === 'no' && port.toLowerCase() === 'one') {
    if (replication.upstream === undefined) return OK;
    if (setting !== undefined) config.set(setting, ['']);
    replication.lead();
    log.write('*', `MASTER MODE enabled (${by})`);
    return OK;
  }
  const number = parseInteger(port);
  const { upstream } = replication;
  if (upstream?.host === host && upstream.port === number) {
    log.write(
      '*',
      `${name} would result into synchronization with the master we are already connected with. No operation performed.`,
    );
    return new StatusReply('OK Already connected to specified master');
  }
  if (setting !== undefined) config.set(setting, [host, port]);
  log.write('*', `${name} ${host}:${number} enabled (${by})`);
  replication.follow(host, number);
  server.blocked.releaseAll(
    new ErrorReply('UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)'),
  );
  return OK;
}

function configure(call: Call): Reply | undefined {
  const { server, session } = call;
  const { replication } = server;
  for (let index = 1; index < call.args.length; index += 2) {
    const [option, value] = [call.arg(index).toLowerCase(), call.arg(index + 1)];
    if (option === 'listening-port') replication.stateOf(session).port = parseInteger(value);
    else if (option === 'ip-address') replication.stateOf(session).address = value;
    else if (option === 'ack') {
      replication.confirm(session, parseInteger(value));
      return undefined;
    } else if (option === 'getack') {
      session.sendText(confirmation(server));
      return undefined;
    } else if (option !== 'capa' && option !== 'version' && option !== 'rdb-only') {
      throw new CommandError(`ERR Unrecognized REPLCONF option: ${call.arg(index)}`);
    }
  }
  return OK;
}

function synchronize(call: Call, id: string, offset: number): undefined {
  const { upstream } = call.server.replication;
  if (upstream !== undefined && !upstream.isUp) {
    throw new CommandError("NOMASTERLINK Can't SYNC while not connected with my master");
  }
  call.server.replication.attach(call.session, id, offset);
  return undefined;
}

function role({ server }: Call): Reply {
  const { upstream, feed } = server.replication;
  if (upstream !== undefined) {
    const state = upstream.isUp ? 'connected' : upstream.isSyncing ? 'sync' : 'connect';
    return ['slave', upstream.host, upstream.port, state, upstream.isUp ? feed.offset : -1];
  }
  const replicas = server.replication.online().map(([session, { offset }]) => {
    const name = server.replication.nameOf(session);
    const colon = name.lastIndexOf(':');
    return [name.slice(0, colon), name.slice(colon + 1), String(offset)];
  });
  return ['master', feed.offset, replicas];
}

/** Commands between masters and replicas. Not modelled: FAILOVER. */
export const replicatingCommands = [
  command('slaveof', 3, 'stale admin', undefined, follow),
  command('replicaof', 3, 'stale admin', undefined, follow, { since: [5, 0] }),
  command('replconf', -1, 'stale admin', undefined, configure),
  command('psync', -3, 'admin direct', undefined, (call) => synchronize(call, call.arg(1), Number(call.arg(2)))),
  command('role', 1, 'stale', undefined, role),
  command('wait', 3, '', undefined, ({ server }) => server.replication.confirmed(server.replication.feed.offset), {
    *wait(call) {
      const { server, session } = call;
      const { replication } = server;
      if (replication.upstream !== undefined) {
        throw new CommandError(
          'ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if a replica is ' +
            'configured to be writable (which is not the default) writes to replicas are just local and are not propagated.',
        );
      }
      const [wanted, timeoutMs] = [parseInteger(call.arg(1)), parseInteger(call.arg(2))];
      if (timeoutMs < 0) throw new CommandError('ERR timeout is negative');
      const { offset } = replication.feed;
      session.release();
      const waiting = replication.awaitConfirmations(wanted);
      try {
        yield* timeoutMs === 0 ? waiting : limitTime(server.process, timeoutMs, waiting);
      } catch (error) {
        if (!isSystemError(error, 'ETIMEDOUT')) throw error;
      }
      return replication.confirmed(offset);
    },
  }),
];
