import type { Cluster } from '../../src/simulator';

/** What a command prints that somebody runs on a node, within some time of the cluster. */
export function onNode(cluster: Cluster, command: string, advanceMs = 1000, node = 'node-1'): string {
  const way = cluster.enter({ type: 'command', node, command: [command], hasStdin: false, hasTerminal: false });
  if (way.kind !== 'command') throw new Error('no command');
  let said = '';
  const session = way.open({
    data: (_stream, bytes) => (said += new TextDecoder().decode(bytes)),
    end: () => undefined,
    ready: () => undefined,
  });
  cluster.advance(advanceMs);
  session.close();
  return said;
}
