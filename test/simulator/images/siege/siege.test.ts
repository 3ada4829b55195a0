import { siegeImage } from '../../../../src/simulator/images/siege';
import { sleepyImage } from '../../../../src/simulator/images/sleepy';
import { ProgramWorld, type WorldContainer } from '../program-world';

/** A slow server, which sleeps half a second, and a siege of it that has had a minute. */
function besieged(...args: readonly string[]): { readonly world: ProgramWorld; readonly siege: WorldContainer } {
  const world = new ProgramWorld([siegeImage, sleepyImage]);
  world.start('sleepy', 'gzynda/sleepy-server:latest');
  world.expose('sleepy', 8080);
  world.pass(1000);
  const siege = world.start('siege', 'yokogawa/siege', { args });
  world.pass(60_000);
  return { world, siege };
}

/** Value of a row of the report. */
const row = ({ stderr }: WorldContainer, name: string): number =>
  Number(new RegExp(`^${name}: +([\\d.]+)`, 'm').exec(stderr())?.[1]);

test('one user asks ten times, one after the other, as the workshop says', () => {
  const { siege } = besieged('-d0', '-r10', '-c1', 'sleepy:8080');
  expect(siege.end()).toMatchObject({ code: 0 });
  expect(siege.stdout().match(/^HTTP\/1\.1 200 OK {2}0\.5\d secs: +\d+ bytes ==> GET {2}\/$/gm)).toHaveLength(10);
  expect(siege.stderr()).toContain('** Preparing 1 concurrent users for battle.\nThe server is now under siege...\n');
  expect([row(siege, 'Transactions'), row(siege, 'Availability'), row(siege, 'Failed transactions')]).toEqual([
    10, 100, 0,
  ]);
  expect(row(siege, 'Elapsed time')).toBeCloseTo(5, 0);
});

test('several users at a time wait for each other, because the server answers one at a time', () => {
  const { siege } = besieged('-q', '-b', '-r', '2', '-c', '5', 'http://sleepy:8080/');
  expect(siege.stdout()).toBe('');
  expect(row(siege, 'Transactions')).toBe(10);
  expect(row(siege, 'Elapsed time')).toBeCloseTo(5, 0);
  expect(row(siege, 'Longest transaction')).toBeGreaterThan(2);
  expect(row(siege, 'Concurrency')).toBeGreaterThan(3);
});

test('it ends when its time is over, or when it is interrupted', () => {
  expect(row(besieged('-b', '-t10S', '-c1', 'sleepy:8080').siege, 'Transactions')).toBe(20);
  const { world, siege } = besieged('-b', '-c1', 'sleepy:8080');
  expect(siege.end()).toBeUndefined();
  siege.signal('INT');
  world.pass(100);
  expect(siege.end()).toMatchObject({ code: 0 });
  expect(row(siege, 'Transactions')).toBeGreaterThan(100);
});

test.each([
  {
    what: 'nobody listens',
    url: 'localhost:81',
    says: '[error] socket: Connection refused: unable to connect to localhost:81\n',
  },
  {
    what: 'there is no such name',
    url: 'nowhere',
    says: "[error] socket: can't resolve nowhere: Name or service not known\n",
  },
])('where $what nothing succeeds', ({ url, says }) => {
  const { siege } = besieged('-b', '-r3', '-c1', url);
  expect(siege.stderr()).toContain(says);
  expect([row(siege, 'Transactions'), row(siege, 'Availability'), row(siege, 'Failed transactions')]).toEqual([
    0, 0, 3,
  ]);
});

test('without a server it says how it is called', () => {
  const { siege } = besieged('-c1');
  expect(siege.end()).toMatchObject({ code: 1 });
  expect(siege.stderr()).toContain('Usage: siege [options]\n');
});
