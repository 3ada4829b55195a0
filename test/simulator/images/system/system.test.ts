import { coredns, metricsServer, pause } from '../../../../src/simulator/images/system';
import { Volume } from '../../../../src/simulator/process';
import { ProgramWorld } from '../program-world';

const COREFILE =
  '.:53 {\n    errors\n    health :8081 {\n       lameduck 5s\n    }\n    ready\n    kubernetes cluster.local\n}\n';

function dns(corefile = COREFILE) {
  const world = new ProgramWorld([coredns]);
  const layers = [{ '/Corefile': { type: 'file', content: corefile } as const }];
  const volume = new Volume({ nowMs: () => world.net.loop.nowMs, layers });
  const args = ['-conf', '/etc/coredns/Corefile'];
  const server = world.start('dns', 'registry.k8s.io/coredns/coredns:v1.13.1', {
    args,
    volumes: { '/etc/coredns': volume },
  });
  world.pass(1000);
  return { world, server };
}

test('CoreDNS is healthy and ready at the ports of its Corefile, and ends after its lame duck', () => {
  const { world, server } = dns();
  expect(world.ask(server, 8081, '/health').text).toBe('OK');
  expect(world.ask(server, 8181, '/ready').text).toBe('OK');
  expect(server.stdout()).toContain('.:53\n');
  server.signal('TERM');
  world.pass(4000);
  expect(server.end()).toBeUndefined();
  world.pass(2000);
  expect(server.end()).toMatchObject({ code: 0 });
});

test('metrics-server says at which port it serves', () => {
  const world = new ProgramWorld([metricsServer]);
  const args = ['--metric-resolution=15s', '--secure-port=4443'];
  const server = world.start('metrics', 'registry.k8s.io/metrics-server/metrics-server:v0.8.0', { args });
  world.pass(1000);
  expect(server.stderr()).toContain('Serving securely on [::]:4443');
});

test('pause does nothing until it is asked to end', () => {
  const world = new ProgramWorld([pause]);
  const container = world.start('pause', 'registry.k8s.io/pause:3.10');
  world.pass(3_600_000);
  expect(container.end()).toBeUndefined();
  container.signal('TERM');
  world.pass(1000);
  expect(container.end()?.code).toBe(0);
  expect(container.stderr()).toBe('Shutting down, got signal: Terminated\n');
});
