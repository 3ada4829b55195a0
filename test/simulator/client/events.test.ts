import { createCluster, type Cluster } from '../../../src/simulator';
import type { Event, KubeObject } from '../../../src/simulator/api';
import { ClusterEventRecorder, type EventRecorder } from '../../../src/simulator/client';
import { EventCorrelator } from '../../../src/simulator/client/event-correlator';
import { EventLoop, VirtualClock } from '../../../src/simulator/engine';

interface Scene {
  readonly cluster: Cluster;
  readonly recorder: EventRecorder;
  readonly subject: KubeObject;
  readonly loop: EventLoop;
  readonly events: () => readonly Event[];
}

function scene(host?: string): Scene {
  const cluster = createCluster({ nodes: 0 });
  const loop = new EventLoop(new VirtualClock(cluster.nowMs));
  let number = 0;
  const source = { component: 'test-controller', ...(host === undefined ? {} : { host }) };
  const recorder = new ClusterEventRecorder(cluster.client, loop, source, () => (number += 1));
  const subject = cluster.client.create('configmaps', { metadata: { name: 'c', namespace: 'default' } });
  const events = (): readonly Event[] =>
    cluster.client
      .list('events', 'default')
      .filter(({ source: { component }, reportingComponent }) =>
        [component, reportingComponent].includes('test-controller'),
      );
  return { cluster, recorder, subject, loop, events };
}

describe('an event recorder', () => {
  test('counts equal Events and keeps their first time', () => {
    const { recorder, subject, loop, events } = scene('node-1');
    recorder.event(subject, 'Warning', 'Bad', 'it is bad');
    loop.runTo(loop.nowMs + 5000);
    recorder.event(subject, 'Warning', 'Bad', 'it is bad');
    expect(events()).toHaveLength(1);
    expect(events()[0]).toMatchObject({
      type: 'Warning',
      reason: 'Bad',
      message: 'it is bad',
      count: 2,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:05Z',
      source: { component: 'test-controller', host: 'node-1' },
      involvedObject: { kind: 'ConfigMap', name: 'c', namespace: 'default', apiVersion: 'v1' },
    });
  });

  test('combines similar Events from the tenth on', () => {
    const { recorder, subject, events } = scene();
    for (let index = 1; index <= 12; index += 1) recorder.event(subject, 'Normal', 'Made', `made ${index}`);
    const messages = events().map(({ message, count }) => `${message ?? ''} x${count ?? 0}`);
    expect(messages.slice(0, 9)).toEqual(Array.from({ length: 9 }, (_, index) => `made ${index + 1} x1`));
    expect(messages.slice(9)).toEqual(['(combined from similar events): made 12 x3']);
  });

  test('writes no more than 25 Events about an object at once, and one more every five minutes', () => {
    const { recorder, subject, loop, events } = scene();
    const say = (reason: string): void => recorder.event(subject, 'Normal', reason, 'said');
    for (let index = 0; index < 40; index += 1) say(`Reason${index}`);
    expect(events()).toHaveLength(25);
    loop.runTo(loop.nowMs + 300_000);
    say('Later');
    say('TooSoon');
    expect(events().map(({ reason }) => reason)).toContain('Later');
    expect(events()).toHaveLength(26);
  });

  test('keeps Events of the newer form as a series', () => {
    const { recorder, subject, loop, events } = scene();
    const say = (): void => recorder.eventf(subject, undefined, 'Warning', 'Failed', 'Trying', 'does not fit');
    say();
    expect(events()[0]).toMatchObject({ action: 'Trying', eventTime: '2026-01-01T00:00:00.000000Z', source: {} });
    expect(events()[0]?.series).toBeUndefined();
    loop.runTo(loop.nowMs + 1500);
    say();
    expect(events()).toHaveLength(1);
    expect(events()[0]?.series).toEqual({ count: 2, lastObservedTime: '2026-01-01T00:00:01.500000Z' });
    loop.runTo(loop.nowMs + 7 * 60_000);
    say();
    expect(events()).toHaveLength(2);
  });

  test('loses what the API refuses', () => {
    const { recorder, subject, events } = scene();
    recorder.event({ ...subject, metadata: { ...subject.metadata, namespace: 'gone' } }, 'Normal', 'Lost', 'lost');
    expect(events()).toEqual([]);
  });

  test('forgets old Events an hour after their last write', () => {
    const { cluster, recorder, subject, events } = scene();
    recorder.event(subject, 'Normal', 'Old', 'old');
    cluster.advance('59m');
    expect(events()).toHaveLength(1);
    cluster.advance('2m');
    expect(events()).toEqual([]);
  });
});

test('similar Events of more than ten minutes ago are not combined with new ones', () => {
  const correlator = new EventCorrelator(0);
  const say = (index: number, nowMs: number): string =>
    correlator.correlate('Normal', 'Made', `m${index}`, nowMs).message;
  for (let index = 0; index < 9; index += 1) say(index, 0);
  expect(say(9, 600_001)).toBe('m9');
  expect(say(10, 600_002)).toBe('m10');
});

test('of what was said about an object the latest statements are remembered', () => {
  const correlator = new EventCorrelator(0);
  for (let index = 0; index < 70; index += 1) correlator.note(['Normal', `Reason${index}`], `event-${index}`);
  expect(correlator.nameOf(['Normal', 'Reason69'])).toBe('event-69');
  expect(correlator.nameOf(['Normal', 'Reason6'])).toBe('event-6');
  expect(correlator.nameOf(['Normal', 'Reason5'])).toBeUndefined();
  correlator.note(['Normal', 'Reason6'], 'event-new');
  correlator.note(['Normal', 'Reason70'], 'event-70');
  expect(correlator.nameOf(['Normal', 'Reason6'])).toBe('event-new');
  expect(correlator.nameOf(['Warning', 'Reason6'])).toBeUndefined();
});
