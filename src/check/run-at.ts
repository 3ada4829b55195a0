import type { Cluster, CommandWay } from '../simulator';

/** What a command says on a node, in virtual seconds; nothing when it does not end in time. */
export function runAt(cluster: Cluster, place: Pick<CommandWay, 'node'>, command: string, seconds: number): string {
  const way = { type: 'command', ...place, command: [command], hasStdin: false, hasTerminal: false } as const;
  const entered = cluster.enter(way);
  if (entered.kind !== 'command') return '';
  let text = '';
  let isOver = false;
  const session = entered.open({
    data: (_stream, bytes) => (text += new TextDecoder().decode(bytes)),
    end: () => (isOver = true),
    ready: () => undefined,
  });
  if (!cluster.until(() => isOver, seconds * 1000)) session.close();
  return text;
}
