import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ghostImage } from '../../../../src/simulator/images/ghost';
import { mysqlImage } from '../../../../src/simulator/images/mysql';
import { Volume } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

const FILES = join(__dirname, '../../../../src/workshop/stacks/ghost/files');
const START =
  'cp /ghost-config/ghost-config.js /var/lib/ghost/config.js && /usr/local/bin/docker-entrypoint.sh node current/index.js';

/** A volume that holds one file of the lessons. */
const volumeOf = (world: ProgramWorld, name: string, content: string): Volume =>
  new Volume({ nowMs: () => world.net.loop.nowMs, layers: [{ [`/${name}`]: { type: 'file', content } }] });

const lessonFile = (...path: readonly string[]): string => readFileSync(join(FILES, ...path), 'utf8');

/** Starts Ghost as the lessons do. */
function startAsTaught(world: ProgramWorld, name: string, text: string): WorldContainer {
  const volumes = { '/ghost-config': volumeOf(world, 'ghost-config.js', text) };
  return world.start(name, 'ghost', { argv: ['sh', '-c', START], volumes });
}

test('with the configuration of the lesson it shows its blog from a file', () => {
  const world = new ProgramWorld([ghostImage]);
  const ghost = startAsTaught(world, 'ghost', lessonFile('ghost-config.js'));
  world.pass(8000);
  expect(world.ask(ghost, 2368).text).toContain('Welcome to Ghost');
  expect(world.ask(ghost, 2368).text).toContain('<a href="./welcome/">');
  expect(world.ask(ghost, 2368, '/welcome').status).toBe(301);
  expect(world.ask(ghost, 2368, '/welcome/').text).toContain('<a href="../welcome/">');
  expect(world.ask(ghost, 2368, '/ghost/').text).toContain('Welcome to Ghost.');
  expect(world.ask(ghost, 2368, '/nothing/').status).toBe(404);
  expect(ghost.stdout()).toContain('INFO Ghost is running in development...');
  expect(ghost.stdout()).toContain('INFO Url configured as: http://localhost:2368/');
});

test('listens where its configuration says', () => {
  const world = new ProgramWorld([ghostImage]);
  const ghost = startAsTaught(world, 'ghost', lessonFile('ghost-config.js').replaceAll('2368', '8080'));
  world.pass(8000);
  expect(world.ask(ghost, 8080).status).toBe(200);
});

describe('with MySQL', () => {
  const withDatabase = (password = 'root'): { world: ProgramWorld; mysql: WorldContainer } => {
    const world = new ProgramWorld([ghostImage, mysqlImage]);
    const mysql = world.start('mysql', 'mysql:5.6', { env: { MYSQL_ROOT_PASSWORD: password } });
    world.expose('mysql', 3306);
    world.pass(30_000);
    return { world, mysql };
  };

  test('two servers share the posts, which are rows of the database', () => {
    const { world, mysql } = withDatabase();
    const servers = ['a', 'b'].map((name) => startAsTaught(world, name, lessonFile('mysql', 'ghost-config.js')));
    world.pass(10_000);
    const insert = `insert into posts (slug, title, plaintext) values ('news', 'News', 'Something happened')`;
    expect(mysql.command(['mysql', '-uroot', '-proot', 'ghost_db', '-e', insert]).code).toBe(0);
    for (const server of servers) expect(world.ask(server, 2368).text).toContain('Something happened');
  });

  test('another password than that of the database ends it', () => {
    const { world } = withDatabase('some-password-here');
    const ghost = startAsTaught(world, 'ghost', lessonFile('mysql', 'ghost-config.js'));
    world.pass(10_000);
    expect(ghost.end()?.code).toBe(2);
    expect(ghost.stderr()).toContain("Access denied for user 'root'@");
  });

  test('a database that goes away makes its pages errors, until it is back', () => {
    const { world, mysql } = withDatabase();
    const ghost = startAsTaught(world, 'ghost', lessonFile('mysql', 'ghost-config.js'));
    world.pass(10_000);
    mysql.signal('TERM');
    world.pass(20_000);
    expect(world.ask(ghost, 2368)).toMatchObject({ status: 500 });
    expect(ghost.stdout()).toContain('ERROR connect ECONNREFUSED mysql:3306');
  });

  test('the production form reads config.production.json and variables', () => {
    const { world } = withDatabase('secret');
    const json = volumeOf(world, 'config.production.json', lessonFile('production', 'config.production.json'));
    const env = {
      url: 'https://blog.example.com',
      database__connection__host: 'mysql',
      database__connection__password: 'secret',
    };
    const argv = ['sh', '-c', 'cp /config/config.production.json . && exec docker-entrypoint.sh node current/index.js'];
    const ghost = world.start('ghost', 'ghost:5-alpine', { argv, env, volumes: { '/config': json } });
    world.pass(10_000);
    expect(world.ask(ghost, 2368).status).toBe(200);
    expect(ghost.stdout()).toContain('Ghost is running in production...');
    expect(ghost.stdout()).toContain('Url configured as: https://blog.example.com/');
  });
});

test('a database that nobody knows ends it', () => {
  const world = new ProgramWorld([ghostImage]);
  const ghost = startAsTaught(world, 'ghost', lessonFile('mysql', 'ghost-config.js'));
  world.pass(10_000);
  expect(ghost.end()?.code).toBe(2);
  expect(ghost.stderr()).toContain('getaddrinfo ENOTFOUND mysql');
});
