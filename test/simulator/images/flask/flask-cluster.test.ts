import { stackCalled } from '../../../support/whole-program';
import { WorkshopCluster } from '../workshop-cluster';

const homework = stackCalled('flask-redis');
const FLASK = 'jstubbs-test-flask-service';
const REDIS = 'jstubbs-test-redis-service';

function deployed(): WorkshopCluster {
  const workshop = new WorkshopCluster(5, { profile: 'tacc' });
  workshop.deploy(homework, 'test');
  workshop.cluster.advance('2m');
  return workshop;
}

const put = (workshop: WorkshopCluster, value: string): number =>
  workshop.ask(FLASK, 5000, '/entries/k1', JSON.stringify({ value }), 'PUT').status;

const got = (workshop: WorkshopCluster): string => workshop.ask(FLASK, 5000, '/entries/k1').text;

test('an entry outlives the Pod of Redis, whose data is on a claim', () => {
  const workshop = deployed();
  expect(put(workshop, 'v1')).toBe(200);
  workshop.run(workshop.pod('jstubbs-test-redis').metadata.name, ['redis-cli', 'save']);
  const lost = workshop.pod('jstubbs-test-redis').metadata.name;
  workshop.deletePod(lost);
  workshop.cluster.advance('1m');
  expect(workshop.pod('jstubbs-test-redis').metadata.name).not.toBe(lost);
  expect(got(workshop)).toBe('{"name":"k1","value":"v1"}');
});

test('hello-service answers across the replacement of its Pod by one with another address', () => {
  const workshop = new WorkshopCluster(5, { profile: 'tacc' });
  workshop.deploy(stackCalled('helloflask'));
  workshop.cluster.advance('1m');
  const page = (): string => workshop.ask('hello-service', 5000, '/hello-service').text;
  const before = workshop.pod('helloflask-');
  expect(page()).toContain('Hello world');
  workshop.deletePod(before.metadata.name);
  workshop.cluster.advance('1m');
  expect(workshop.pod('helloflask-').status.podIP).not.toBe(before.status.podIP);
  expect(page()).toContain('Hello world');
});

test('a selector that is too wide sends Redis what is meant for it to Flask as well, and half of it fails', () => {
  const workshop = deployed();
  const { client } = workshop.cluster;
  const service = client.get('services', 'default', REDIS);
  if (service === undefined) throw new Error('the homework has a Service');
  const select = (selector: Readonly<Record<string, string>>): void => {
    const current = client.get('services', 'default', REDIS) ?? service;
    client.update('services', { ...current, spec: { ...current.spec, selector } });
    workshop.cluster.advance('5s');
  };
  const statuses = (): Set<number> => new Set(Array.from({ length: 20 }, () => put(workshop, 'v')));
  select({ username: 'jstubbs', env: 'test' });
  expect([...statuses()].sort()).toEqual([200, 500]);
  select({ app: 'jstubbs-test-redis' });
  expect([...statuses()]).toEqual([200]);
});
