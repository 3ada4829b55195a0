import {
  ClusterError,
  planRollout,
  Redaction,
  type RolloutEvent,
  type RolloutRegion,
  type Session,
  takeBack,
} from '../../../src/deploy';
import { environmentOf, liveOf, recordOf } from './cases';

const live = liveOf('v2', { record: recordOf('failed v2 after v1') });
const environments = [environmentOf('east', { traffic: 30, live }), environmentOf('west', { traffic: 70, live })];

/** Regions whose clusters end every comparison with `error`. */
const regionsThat = (error: Error): RolloutRegion[] =>
  planRollout('shop', 'v2', environments).regions.map((planned) => ({
    planned,
    session: {} as Session,
    scope: { environment: planned.name, setName: 'set', namespaces: new Map([['shop', `${planned.name}-shop`]]) },
    prepare: () => Promise.reject(error),
    checks: [],
  }));

const redaction = new Redaction();
redaction.add('geheim123');
const settings = (listener: (event: RolloutEvent) => void): Parameters<typeof takeBack>[2] => ({
  stack: 'shop',
  soakMs: 0,
  graceMs: 0,
  isForced: false,
  timeoutMs: 1_000,
  deletesClaims: false,
  redaction,
  listener,
});

test('a cluster that does not answer keeps no other region from going back, and is told without what is secret', async () => {
  const events: RolloutEvent[] = [];
  const gone = new ClusterError('unreachable', 'nothing listens there, asked with geheim123');
  const result = await takeBack(
    'v2',
    regionsThat(gone),
    settings((event) => events.push(event)),
  );
  const reason = 'it does not come back to v1: nothing listens there, asked with ***';
  expect(result).toEqual({
    back: [],
    failed: [
      { environment: 'east', reason },
      { environment: 'west', reason },
    ],
  });
  expect(events.map((event) => event.type === 'region' && `${event.environment} ${event.state}`)).toEqual([
    'east stopped',
    'west stopped',
  ]);
});

test('who interrupts ends it', async () => {
  const interrupted = new ClusterError('interrupted', 'interrupted');
  await expect(
    takeBack(
      'v2',
      regionsThat(interrupted),
      settings(() => undefined),
    ),
  ).rejects.toBe(interrupted);
});
