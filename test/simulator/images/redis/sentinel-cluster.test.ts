import { stackCalled } from '../../../support/whole-program';
import { WorkshopCluster } from '../workshop-cluster';

/** The lesson with its mistakes mended, once three servers and three sentinels know each other. */
function deployed(): WorkshopCluster {
  const workshop = new WorkshopCluster(4);
  workshop.deploy(stackCalled('redis-sentinel'), 'fixed');
  workshop.cluster.advance('3m');
  return workshop;
}

const redis = (workshop: WorkshopCluster, pod: string, words: string): string =>
  workshop.run(pod, ['redis-cli', ...words.split(' ')], 'redis').trim();

/** Name of the Pod that a sentinel takes for the master. */
function masterSeenBy(workshop: WorkshopCluster, pod: string): string | undefined {
  const words = ['redis-cli', '-p', '26379', 'sentinel', 'get-master-addr-by-name', 'redis'];
  const [address] = workshop.run(pod, words, 'sentinel').split('\n');
  const pods = workshop.cluster.client.list('pods', 'default');
  return pods.find(({ status }) => status.podIP === address)?.metadata.name;
}

test('what is written to redis-0 is in its replicas, which refuse writes', () => {
  const workshop = deployed();
  expect(redis(workshop, 'redis-0', 'set foo 10')).toBe('OK');
  workshop.cluster.advance('1s');
  expect(['redis-1', 'redis-2'].map((pod) => redis(workshop, pod, 'get foo'))).toEqual(['10', '10']);
  expect(redis(workshop, 'redis-2', 'set foo 11')).toContain("READONLY You can't write against a read only slave.");
});

test('when the node of the master is lost, the sentinels let a replica lead, and nothing that was written is', () => {
  const workshop = deployed();
  redis(workshop, 'redis-0', 'set foo 10');
  expect(masterSeenBy(workshop, 'redis-1')).toBe('redis-0');
  workshop.cluster.advance('1s');
  workshop.cluster.nodes.fail(workshop.pod('redis-0').spec.nodeName ?? '');
  workshop.cluster.advance('1m');
  const master = masterSeenBy(workshop, 'redis-1') ?? '';
  expect(['redis-1', 'redis-2']).toContain(master);
  expect(masterSeenBy(workshop, 'redis-2')).toBe(master);
  expect([redis(workshop, master, 'get foo'), redis(workshop, master, 'incr foo')]).toEqual(['10', '11']);
  const follower = master === 'redis-1' ? 'redis-2' : 'redis-1';
  workshop.cluster.advance('1s');
  expect(redis(workshop, follower, 'get foo')).toBe('11');
});
