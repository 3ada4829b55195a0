import type { Address, ReportedState } from './instances';

const NUMBER = /^\d+$/;

/** What INFO of a server says of its role. */
export function readInformation(text: string, nowMs: number): ReportedState {
  const fields = new Map(
    text.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const];
    }),
  );
  const replicas: Address[] = [];
  for (let index = 0; fields.has(`slave${index}`); index += 1) {
    const [, host, port] = /ip=([^,]*),port=(\d+)/.exec(fields.get(`slave${index}`) ?? '') ?? [];
    if (host !== undefined && host !== '') replicas.push({ host, port: Number(port) });
  }
  const isReplica = fields.get('role') === 'slave';
  const port = fields.get('master_port') ?? '';
  return {
    atMs: nowMs,
    runId: fields.get('run_id') ?? '',
    role: isReplica ? 'slave' : 'master',
    offset: Number(fields.get('slave_repl_offset') ?? fields.get('master_repl_offset') ?? 0),
    priority: Number(fields.get('slave_priority') ?? 100),
    ...(isReplica && NUMBER.test(port)
      ? { master: { host: fields.get('master_host') ?? '', port: Number(port) } }
      : {}),
    isLinkUp: fields.get('master_link_status') === 'up',
    replicas,
  };
}
