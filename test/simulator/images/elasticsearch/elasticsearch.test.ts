import { elasticsearchImage } from '../../../../src/simulator/images/elasticsearch';
import { ProgramWorld, type WorldContainer } from '../program-world';

const START_MS = 20_000;

/** Time after which a node that says nothing is gone. */
const GONE_MS = 100_000;

const NODES = ['elastic-0', 'elastic-1', 'elastic-2'];

const labels = { app: 'elastic' };

interface Main {
  readonly name: string;
  readonly cluster_name: string;
  readonly version: { readonly number: string };
}

const read = <T>(world: ProgramWorld, node: WorldContainer, target = '/'): T =>
  JSON.parse(world.ask(node, 9200, target).text) as T;

/** Nodes that are told to look for each other behind the name `elastic-nodes`. */
function cluster(quorum: number) {
  const world = new ProgramWorld([elasticsearchImage]);
  world.net.service('elastic-nodes', {
    selector: labels,
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    ports: [{ port: 9300, targetPort: 9300, protocol: 'TCP' }],
  });
  const start = (name: string): WorldContainer =>
    world.start(name, 'elasticsearch:2.4.6', {
      labels,
      args: [
        'elasticsearch',
        '-Des.discovery.zen.ping.unicast.hosts=elastic-nodes',
        `-Des.discovery.zen.minimum_master_nodes=${quorum}`,
      ],
    });
  return { world, start };
}

const nodesOf = (world: ProgramWorld, node: WorldContainer): number =>
  read<{ number_of_nodes: number }>(world, node, '/_cluster/health').number_of_nodes;

test('every node has a name of its own, and is a cluster of its own', () => {
  const world = new ProgramWorld([elasticsearchImage]);
  const nodes = NODES.map((name) => world.start(name, 'elasticsearch:2'));
  world.pass(START_MS);
  const answers = nodes.map((node) => read<Main>(world, node));
  expect(new Set(answers.map(({ name }) => name)).size).toBe(3);
  expect(answers[0]).toMatchObject({ cluster_name: 'elasticsearch', version: { number: '2.4.6' } });
  expect(nodes.map((node) => nodesOf(world, node))).toEqual([1, 1, 1]);
});

test('is not there before it has started, and says when it is', () => {
  const world = new ProgramWorld([elasticsearchImage]);
  const node = world.start('one', 'elasticsearch:2');
  world.pass(2000);
  expect(() => world.ask(node, 9200)).toThrow('Connection refused');
  world.pass(START_MS);
  expect(node.stdout()).toMatch(/\[INFO \]\[node {21}\] \[[^\]]+\] started\n/);
  expect(world.ask(node, 9200).status).toBe(200);
});

test('nodes that know each other are one cluster; too few are of no use', () => {
  const { world, start } = cluster(2);
  const first = start('elastic-0');
  world.pass(START_MS);
  expect(world.ask(first, 9200).status).toBe(503);
  expect(world.ask(first, 9200, '/_cluster/health').text).toContain('master_not_discovered_exception');
  const others = NODES.slice(1).map(start);
  world.pass(START_MS);
  for (const node of [first, ...others]) expect([world.ask(node, 9200).status, nodesOf(world, node)]).toEqual([200, 3]);
  const masters = [first, ...others].map(
    (node) => /^(\S+) .* \* /m.exec(world.ask(node, 9200, '/_cat/nodes').text)?.[1],
  );
  expect(new Set(masters).size).toBe(1);
  others[1]?.remove();
  world.pass(GONE_MS);
  expect([world.ask(first, 9200).status, nodesOf(world, first)]).toEqual([200, 2]);
  others[0]?.remove();
  world.pass(GONE_MS);
  expect(world.ask(first, 9200).status).toBe(503);
});

test('names and ports are those that it is told', () => {
  const world = new ProgramWorld([elasticsearchImage]);
  const args = ['--node.name=mine', '--cluster.name', 'shop', '-Des.http.port=9999'];
  const node = world.start('one', 'elasticsearch:2', { args });
  world.pass(START_MS);
  const { text } = world.ask(node, 9999);
  expect(JSON.parse(text)).toMatchObject({ name: 'mine', cluster_name: 'shop' });
});

test('an index that nobody has made is not found', () => {
  const world = new ProgramWorld([elasticsearchImage]);
  const node = world.start('one', 'elasticsearch:2');
  world.pass(START_MS);
  const { status, text } = world.ask(node, 9200, '/votes/_search?pretty');
  expect(status).toBe(404);
  expect(text).toContain('"reason" : "no such index"');
});
