import { flaskApiImage, helloFlaskImage } from '../../../../src/simulator/images/flask';
import { redisImage } from '../../../../src/simulator/images/redis';
import { ProgramWorld, type WorldContainer } from '../program-world';

const START_MS = 3000;

describe('hello-flask', () => {
  function started(env: Record<string, string> = { FLASK_APP: 'app.py' }) {
    const world = new ProgramWorld([helloFlaskImage]);
    const server = world.start('helloflask', 'jstubbs/hello-flask', { env });
    world.pass(START_MS);
    return { world, server };
  }

  test('greets on one path, and has no other', () => {
    const { world, server } = started();
    expect(world.ask(server, 5000, '/hello-service')).toEqual({ status: 200, text: 'Hello world\n' });
    expect(world.ask(server, 5000)).toEqual({
      status: 404,
      text:
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n' +
        '<p>The requested URL was not found on the server. ' +
        'If you entered the URL manually please check your spelling and try again.</p>\n',
    });
    expect(world.ask(server, 5000, '/hello-service', 'x').status).toBe(405);
  });

  test('logs each answer, and what it serves at its start', () => {
    const { world, server } = started();
    world.ask(server, 5000, '/hello-service?x=1');
    world.ask(server, 5000);
    expect(server.stdout()).toContain(' * Serving Flask app "app.py"\n');
    expect(server.stderr()).toMatch(
      /^ \* Running on http:\/\/0\.0\.0\.0:5000\/ \(Press CTRL\+C to quit\)\n10\.244\.1\.1 - - \[01\/Jan\/2026 00:00:03\] "GET \/hello-service\?x=1 HTTP\/1\.1" 200 -\n.* "GET \/ HTTP\/1\.1" 404 -\n$/,
    );
  });

  test('ends when FLASK_APP names what is not there', () => {
    const { server } = started({ FLASK_APP: 'other.py' });
    expect(server.end()).toMatchObject({ code: 2 });
    expect(server.stderr()).toBe('Usage: flask run [OPTIONS]\n\nError: Could not import "other".\n');
  });
});

describe('flask-api', () => {
  const PREFIX = 'jstubbs-test';

  function started(env: Record<string, string> = {}, service = `${PREFIX}-redis-service`) {
    const world = new ProgramWorld([flaskApiImage, redisImage]);
    const redis = world.start('redis', 'redis:5.0.0');
    world.expose(service, 6379, { app: 'redis' });
    const api = ['a', 'b'].map((suffix) =>
      world.start(`${PREFIX}-flask-deployment-7d9c5-${suffix}`, 'jstubbs/flask-api', { env }),
    ) as [WorldContainer, WorldContainer];
    world.pass(START_MS);
    return { world, redis, api };
  }

  const put = (world: ProgramWorld, container: WorldContainer, value: string) =>
    world.request(container, 5000, { method: 'PUT', target: '/entries/k1', body: JSON.stringify({ value }) });

  test('keeps its data in the Redis of its environment, so that all Pods have it', () => {
    const { world, redis, api } = started();
    expect(put(world, api[0], 'v1').status).toBe(200);
    expect(world.ask(api[1], 5000, '/entries/k1').text).toBe('{"name":"k1","value":"v1"}');
    expect(world.ask(api[1], 5000, '/entries').text).toBe('["k1"]');
    expect(redis.command(['redis-cli', 'hget', 'entries', 'k1']).output).toBe('v1\n');
    expect(world.request(api[0], 5000, { method: 'DELETE', target: '/entries/k1' }).status).toBe(200);
    expect(world.ask(api[1], 5000, '/entries/k1').status).toBe(404);
  });

  test('finds Redis where REDIS_HOST says', () => {
    const { world, api } = started({ REDIS_HOST: 'cache' }, 'cache');
    expect(put(world, api[0], 'v').status).toBe(200);
    expect(world.ask(api[0], 5000).text).toContain('"redis":"cache"');
  });

  test.each([
    { fault: 'a Service of another name', service: 'redis-service', error: 'Name or service not known.' },
    { fault: 'no server behind it', service: `${PREFIX}-redis-service`, error: 'Connection refused.' },
  ])('answers 500 with $fault, and says why in its log', ({ service, error }) => {
    const { world, redis, api } = started({}, service);
    redis.signal('KILL');
    expect(world.ask(api[0], 5000, '/entries').status).toBe(500);
    expect(api[0].stderr()).toMatch(new RegExp(`redis\\.exceptions\\.ConnectionError: Error .* ${error}`));
    expect(world.ask(api[0], 5000).status).toBe(200);
  });

  test.each(['no json', '{"value":1}', '[]'])('refuses the body %s', (body) => {
    const { world, api } = started();
    const { status } = world.request(api[0], 5000, { method: 'PUT', target: '/entries/k', body });
    expect(status).toBe(400);
  });
});
