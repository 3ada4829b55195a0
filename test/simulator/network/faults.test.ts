import type { FaultRule } from '../../../src/simulator/network';
import { SmallNetwork } from './small-network';

/** `a` and `b` behind the Service `web`, and a client, all on nodes of their own but `a`. */
function faulty(...rules: readonly FaultRule[]) {
  const small = new SmallNetwork();
  const client = small.pod('client', { labels: { app: 'client' } });
  const a = small.pod('a');
  const b = small.pod('b', { node: 'n2', labels: { app: 'web', tier: 'back' } });
  const ip = small.service('web');
  const faults = rules.map((rule) => small.network.faults.add(rule));
  return { small, client, a, b, ip, faults };
}

test.each<{ readonly rule: FaultRule; readonly answers: readonly string[] }>([
  { rule: { effect: 'drop' }, answers: ['ETIMEDOUT', 'ETIMEDOUT'] },
  { rule: { to: { pod: 'demo/b' }, effect: 'drop' }, answers: ['a', 'ETIMEDOUT'] },
  { rule: { from: { pod: 'demo/b' }, effect: 'drop' }, answers: ['a', 'ETIMEDOUT'] },
  { rule: { from: { pod: 'demo/a' }, to: { pod: 'demo/b' }, effect: 'drop' }, answers: ['a', 'b'] },
  { rule: { to: { node: 'n2' }, effect: 'drop' }, answers: ['a', 'ETIMEDOUT'] },
  { rule: { to: { selector: { matchLabels: { tier: 'back' } } }, effect: 'drop' }, answers: ['a', 'ETIMEDOUT'] },
  { rule: { to: { namespace: 'demo' }, effect: 'drop' }, answers: ['ETIMEDOUT', 'ETIMEDOUT'] },
  { rule: { to: { namespace: 'other' }, effect: 'drop' }, answers: ['a', 'b'] },
  { rule: { to: { service: 'demo/web' }, effect: 'drop' }, answers: ['a', 'b'] },
  { rule: { to: { isOutside: true }, effect: 'drop' }, answers: ['a', 'b'] },
  { rule: { effect: 'drop', probability: 0 }, answers: ['a', 'b'] },
])('with $rule the Pods answer $answers', ({ rule, answers }) => {
  const { small, client, a, b } = faulty(rule);
  expect([small.ask(client, a.address), small.ask(client, b.address)]).toEqual(answers);
});

test('a fault of a Service is on the way by its address alone', () => {
  const { small, client, ip } = faulty({ to: { service: 'demo/web' }, effect: 'drop' });
  expect(small.ask(client, ip, 80)).toBe('ETIMEDOUT');
});

test('a delay counts for the handshake, the request and the answer', () => {
  const { small, client, a } = faulty({ to: { pod: 'demo/a' }, effect: { delayMs: 100 } });
  expect(small.run(small.asking(client, a.address))).toEqual({ value: 'a', tookMs: 201 });
});

test('half of all packets lost makes requests slow, not wrong', () => {
  const { small, client, a } = faulty({ to: { pod: 'demo/a' }, effect: 'drop', probability: 0.5 });
  const times = Array.from({ length: 20 }, () =>
    small.run(small.asking(client, a.address, 8080, { timeoutMs: 120_000 })),
  );
  expect(new Set(times.map(({ value }) => value))).toEqual(new Set(['a']));
  expect(times.some(({ tookMs }) => tookMs > 1000)).toBe(true);
  expect(times.some(({ tookMs }) => tookMs === 1)).toBe(true);
});

test('of several rules the oldest decides; without them all is as before', () => {
  const { small, client, a, faults } = faulty({ effect: { delayMs: 10 } }, { effect: 'drop' });
  expect(small.ask(client, a.address)).toBe('a');
  expect(small.network.faults.list().map(({ id }) => id)).toEqual(['fault-1', 'fault-2']);
  expect(small.network.faults.remove(faults[0]?.id ?? '')).toBe(true);
  expect(small.ask(client, a.address)).toBe('ETIMEDOUT');
  expect([small.network.faults.remove('fault-2'), small.network.faults.remove('fault-2')]).toEqual([true, false]);
  expect(small.run(small.asking(client, a.address)).tookMs).toBe(1);
});

test('an established connection stalls while everything is lost, and goes on afterwards', () => {
  const { small, client, a } = faulty();
  const listener = a.listen({ port: 7 });
  const connection = small.run(client.connect(a.address, 7)).value;
  const accepted = small.run(listener.accept()).value;
  const { id } = small.network.faults.add({ effect: 'drop' });
  small.run(connection.write(new Uint8Array([1])));
  small.loop.after(10_000, () => small.network.faults.remove(id));
  const { value, tookMs } = small.run(accepted.read());
  expect(value).toEqual(new Uint8Array([1]));
  expect(tookMs).toBe(200 * (1 + 2 + 4 + 8 + 16 + 32));
});

test.each<{ readonly rule: FaultRule; readonly error: RegExp }>([
  { rule: { effect: { delayMs: -1 } }, error: /delayMs must be 0 or more, got -1/ },
  { rule: { effect: 'drop', probability: 2 }, error: /probability must be from 0 to 1, got 2/ },
])('$rule is refused', ({ rule, error }) => {
  expect(() => faulty(rule)).toThrow(error);
});
