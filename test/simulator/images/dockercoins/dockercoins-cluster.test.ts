import { stackCalled } from '../../../support/whole-program';
import { WorkshopCluster } from '../workshop-cluster';

const dockercoins = stackCalled('dockercoins');

/** Hashes that the web page counts. */
const hashes = (workshop: WorkshopCluster): number =>
  Number((JSON.parse(workshop.ask('webui', 80, '/json').text) as { readonly hashes: string }).hashes);

/** Hashes per second over a minute. */
function rate(workshop: WorkshopCluster): number {
  const before = hashes(workshop);
  workshop.cluster.advance('1m');
  return (hashes(workshop) - before) / 60;
}

test('one worker digs three times a second, ten of them ten times', () => {
  const one = new WorkshopCluster();
  one.deploy(dockercoins, '02-services');
  one.cluster.advance('1m');
  expect(rate(one)).toBeGreaterThan(2.5);
  const ten = new WorkshopCluster();
  ten.deploy(dockercoins, '03-scaled');
  ten.cluster.advance('1m');
  const scaled = rate(ten);
  expect(scaled).toBeGreaterThan(9);
  expect(scaled).toBeLessThanOrEqual(10.2);
});

test('without the Service hasher the counter stands still, and the worker says why', () => {
  const workshop = new WorkshopCluster();
  workshop.deploy(dockercoins, '02-services', ['Service/hasher']);
  workshop.cluster.advance('2m');
  expect(rate(workshop)).toBe(0);
  const [worker] = workshop.cluster.client.list('pods').filter(({ metadata }) => metadata.name.startsWith('worker-'));
  expect(workshop.logs(worker?.metadata.name ?? '')).toMatch(
    /ERROR:__main__:In work loop:\nTraceback .*\n(?:.*\n)*requests\.exceptions\.ConnectionError: .*host='hasher'/,
  );
  expect(worker?.status.containerStatuses?.[0]?.restartCount).toBe(0);
});

test('a slow network to the Service hasher slows the worker down for as long as it lasts', () => {
  const workshop = new WorkshopCluster();
  workshop.deploy(dockercoins, '02-services');
  workshop.cluster.advance('1m');
  const { faults } = workshop.cluster.network;
  const { id } = faults.add({ to: { service: 'default/hasher' }, effect: { delayMs: 1000 } });
  const slow = rate(workshop);
  expect(slow).toBeGreaterThan(0.2);
  expect(slow).toBeLessThan(0.6);
  faults.remove(id);
  expect(rate(workshop)).toBeGreaterThan(2.5);
});
