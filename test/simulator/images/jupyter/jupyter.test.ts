import { jupyterImage } from '../../../../src/simulator/images/jupyter';
import { ProgramWorld, type WorldContainer } from '../program-world';

const IMAGE = 'jupyter/scipy-notebook:abdb27a6dfbb';
const tokenIn = (server: WorldContainer): string => /\?token=([0-9a-f]{48})$/m.exec(server.stderr())?.[1] ?? '';

function start(env: Readonly<Record<string, string>> = {}) {
  const world = new ProgramWorld([jupyterImage]);
  const server = world.start('jupyter', IMAGE, { env });
  world.pass(5000);
  return { world, server };
}

test('the token of the log opens the page, and no other does', () => {
  const { world, server } = start();
  expect(world.ask(server, 8888, `/login?token=${tokenIn(server)}`).status).toBe(302);
  expect(world.ask(server, 8888, `/tree?token=${tokenIn(server)}`).text).toContain('<li>work/</li>');
  expect(world.ask(server, 8888, '/tree?token=wrong').status).toBe(302);
  expect(world.ask(server, 8888, '/login').text).toContain('Token authentication is enabled');
  expect(world.ask(server, 8888, '/login', 'password=wrong')).toMatchObject({ status: 401 });
  expect(world.ask(server, 8888, '/api').text).toBe('{"version":"6.0.3"}');
});

test('a token that it is given is not in the log', () => {
  const { world, server } = start({ JUPYTER_TOKEN: 'my-own-token' });
  expect(world.ask(server, 8888, '/tree?token=my-own-token').status).toBe(200);
  expect(server.stderr()).not.toContain('my-own-token');
});

test('another server makes up another token', () => {
  const { world, server } = start();
  const other = world.start('other', IMAGE);
  world.pass(5000);
  expect(tokenIn(other)).toMatch(/^[0-9a-f]{48}$/);
  expect(tokenIn(other)).not.toBe(tokenIn(server));
});
