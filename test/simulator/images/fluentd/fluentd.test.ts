import { fluentdImage } from '../../../../src/simulator/images/fluentd';
import { Volume } from '../../../../src/simulator/process';
import { ProgramWorld } from '../program-world';

test('runs until it is asked to end', () => {
  const world = new ProgramWorld([fluentdImage]);
  const fluentd = world.start('fluentd', 'fluent/fluentd:v0.14.10');
  world.pass(60_000);
  expect(fluentd.stdout()).toContain('starting fluentd-0.14.10 pid=1');
  expect(fluentd.end()).toBeUndefined();
  fluentd.signal('TERM');
  world.pass(1000);
  expect(fluentd.end()?.code).toBe(0);
});

test('listens on the port of its configuration', () => {
  const world = new ProgramWorld([fluentdImage]);
  const layer = {
    '/fluent.conf': { type: 'file', content: '<source>\n  @type forward\n  port 9999\n</source>\n' },
  } as const;
  const volume = new Volume({ nowMs: () => world.net.loop.nowMs, layers: [layer] });
  const fluentd = world.start('fluentd', 'fluent/fluentd:v1.16-1', { volumes: { '/fluentd/etc': volume } });
  world.pass(5000);
  expect(fluentd.stdout()).toContain('listening port port=9999');
  expect(() => world.ask(fluentd, 24224)).toThrow('Connection refused');
});
