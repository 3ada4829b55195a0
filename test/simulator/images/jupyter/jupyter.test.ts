import { jupyterImage } from '../../../../src/simulator/images/jupyter';
import { encodeText } from '../../../../src/simulator/process';
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
  expect(world.ask(server, 8888, `/tree?token=${tokenIn(server)}`).text).toContain('<a href="/tree/work">work/</a>');
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

test('directories lead to directories; what is not there, or above the notebooks, is not found', () => {
  const { world, server } = start({ JUPYTER_TOKEN: 'mine' });
  expect(server.command(['sh', '-c', 'mkdir -p work/first && touch work/first/a.ipynb work/.hidden']).code).toBe(0);
  const ask = (path: string) => world.ask(server, 8888, `${path}?token=mine`);
  expect(ask('/tree/work').text).toContain('<li><a href="/tree/work/first">first/</a></li>');
  expect(ask('/tree/work/first/').text).toContain('<li>a.ipynb</li>');
  expect(JSON.parse(ask('/api/contents/work').text)).toEqual({
    type: 'directory',
    path: 'work',
    content: [{ name: 'first', path: 'work/first', type: 'directory' }],
  });
  for (const path of ['/tree/nothing', '/tree/work/..%2f..', '/api/contents/nothing']) {
    expect(ask(path).status).toBe(404);
  }
});

test('who logs in comes to where they wanted to go, and to no other server', () => {
  const { world, server } = start({ JUPYTER_TOKEN: 'mine' });
  const from = world.net.network.nodeStack('n1');
  const locationAfter = (target: string): string | undefined => {
    const request = { method: 'POST', target, headers: { host: 'jupyter' }, body: encodeText('password=mine') };
    return world.net.run(from.exchange(server.address, 8888, request, {})).value.headers.location;
  };
  expect(locationAfter('/login?next=%2Ftree%2Fwork')).toBe('/tree/work');
  expect(locationAfter('/login?next=%2F%2Fexample.com')).toBe('/tree');
  expect(locationAfter('/login')).toBe('/tree');
});
