import type { FileSystem, Process } from '../../process';
import { HERO_NAMES } from './hero-names';

/** What a node is told. */
export interface NodeSettings {
  readonly clusterName: string;
  readonly nodeName: string;
  /** Hosts where other nodes may be. */
  readonly unicastHosts: readonly string[];
  /** Nodes that must know each other before one of them is the master. */
  readonly masterNodesMin: number;
  readonly httpPort: number;
  readonly transportPort: number;
}

/** Where the image has its settings. */
export const CONFIG_PATH = '/usr/share/elasticsearch/config/elasticsearch.yml';

/** Settings of the file: `name: value`, one a line. Not modelled: YAML beyond that. */
function readFile(files: FileSystem): readonly (readonly [string, string])[] {
  if (!files.exists(CONFIG_PATH)) return [];
  const lines = files.readText(CONFIG_PATH).split('\n');
  return lines.flatMap((line) => {
    const [, name, value] = /^\s*([\w.]+):\s*(\S.*?)\s*$/.exec(line.replace(/#.*/, '')) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
}

/** Settings of a command line: `-Des.name=value`, `--name=value`, `--name value`. */
function readArguments(args: readonly string[]): readonly (readonly [string, string])[] {
  const settings: (readonly [string, string])[] = [];
  args.forEach((arg, index) => {
    const [, name, value] = /^(?:-Des\.|--)([\w.]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name !== undefined) settings.push([name, value ?? args[index + 1] ?? '']);
  });
  return settings;
}

/** What a node is told by its file and, before that, its command line. */
export function nodeSettings({ files, argv, random }: Process): NodeSettings {
  const all = new Map([...readFile(files), ...readArguments(argv.slice(1))]);
  const drawn = HERO_NAMES[random.below(HERO_NAMES.length)] ?? '';
  const hosts = all.get('discovery.zen.ping.unicast.hosts') ?? '127.0.0.1';
  return {
    clusterName: all.get('cluster.name') ?? 'elasticsearch',
    nodeName: all.get('node.name') ?? drawn,
    unicastHosts: hosts.replace(/[[\]"\s]/g, '').split(','),
    masterNodesMin: Number(all.get('discovery.zen.minimum_master_nodes') ?? 1),
    httpPort: Number(all.get('http.port') ?? 9200),
    transportPort: Number(all.get('transport.tcp.port') ?? 9300),
  };
}
