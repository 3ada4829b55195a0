import { awsmeImage } from '../../../../src/simulator/images/awsme';
import { mysqlImage } from '../../../../src/simulator/images/mysql';
import { ProgramWorld, type WorldContainer } from '../program-world';

const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/sample-app:1.0.0';
const ENV = { MYSQL_ROOT_PASSWORD: 'root' };
const DATABASE_MS = 10_000;

/** The application with a Service for each part; a database runs. */
class Application {
  readonly world = new ProgramWorld([awsmeImage, mysqlImage]);
  private db: WorldContainer | undefined;

  constructor() {
    this.startDatabase('db');
    this.world.expose('db', 3306);
    this.world.expose('backend', 8080);
  }

  /** Replaces the database by a new one without data. */
  startDatabase(name: string): void {
    this.db?.remove();
    this.db = this.world.start(name, 'mysql:5.6', { env: ENV, labels: { app: 'db' } });
    this.world.pass(DATABASE_MS);
    this.world.net.settle();
  }

  app(name: string, ...args: readonly string[]): WorldContainer {
    const container = this.world.start(name, IMAGE, { argv: ['app', ...args] });
    this.world.pass(2000);
    this.world.net.settle();
    return container;
  }

  backend(...args: readonly string[]): WorldContainer {
    return this.app('backend', '-mode=backend', '-port=8080', '-db-host=db', '-db-password=root', ...args);
  }

  frontend(service = 'http://backend:8080'): WorldContainer {
    return this.app('frontend', '-mode=frontend', `-backend-service=${service}`, '-port=80');
  }

  page(frontend: WorldContainer): string {
    return this.world.ask(frontend, 80).text;
  }

  add(frontend: WorldContainer, note: string): string {
    return this.world.ask(frontend, 80, '/add-note', JSON.stringify({ note })).text;
  }
}

test('the frontend keeps notes and shows them, whatever they hold', () => {
  const application = new Application();
  application.backend('-run-migrations');
  const frontend = application.frontend();
  expect(application.add(frontend, "It's <b>here</b>")).toBe('Ok\n');
  expect(application.add(frontend, 'second')).toBe('Ok\n');
  expect(application.page(frontend)).toContain('<li>It&#39;s &lt;b&gt;here&lt;/b&gt;</li>\n<li>second</li>');
  expect(application.page(frontend)).toContain('<p id="error" class="absent"></p>');
});

test('the backend tells in JSON who it is, and the request that it got', () => {
  const application = new Application();
  const backend = application.backend('-run-migrations');
  expect(JSON.parse(application.world.ask(backend, 8080).text)).toMatchObject({
    Version: '1.0.0',
    InternalIP: backend.address,
    Local: true,
    Notes: [],
    Error: '',
    LBRequest: `GET / HTTP/1.1\r\nHost: ${backend.address}\r\n\r\n`,
  });
  expect(application.world.ask(backend, 8080, '/version').text).toBe('1.0.0\n');
  expect(application.world.ask(backend, 8080, '/healthz').status).toBe(200);
});

test('notes outlive the backend, but not the database', () => {
  const application = new Application();
  const first = application.backend('-run-migrations');
  const frontend = application.frontend();
  application.add(frontend, 'kept');
  first.remove();
  application.backend();
  expect(application.page(frontend)).toContain('<li>kept</li>');
  application.startDatabase('db-2');
  expect(application.page(frontend)).toContain('Error 1049: Unknown database &#39;sample_app&#39;');
  expect(application.add(frontend, 'lost')).toBe("Error: Error 1049: Unknown database 'sample_app'\n");
  application.app('init-db', '-run-migrations', '-port=8080', '-db-host=db', '-db-password=root');
  expect(application.page(frontend)).not.toContain('1049');
  expect(application.page(frontend)).not.toContain('<li>kept</li>');
});

test('a migration ends with 0, also when everything is there already', () => {
  const application = new Application();
  for (const name of ['init-1', 'init-2']) {
    const migration = application.app(name, '-run-migrations', '-db-host=db', '-db-password=root');
    expect(migration.end()).toMatchObject({ code: 0 });
    expect(migration.stderr()).toBe('');
  }
});

test.each([
  {
    fault: 'the database is not migrated',
    args: ['-mode=backend', '-db-host=db', '-db-password=root'],
    text: "Error 1049: Unknown database 'sample_app'",
  },
  {
    fault: 'the password is wrong',
    args: ['-mode=backend', '-run-migrations', '-db-host=db', '-db-password=wrong'],
    text: "Error 1045: Access denied for user 'root'@'ADDRESS' (using password: YES)",
  },
  {
    fault: 'the database has no name',
    args: ['-run-migrations', '-db-host=nowhere', '-db-password=root'],
    text: 'dial tcp: lookup nowhere on 10.0.0.10:53: no such host',
  },
  {
    fault: 'nothing listens',
    args: ['-run-migrations', '-db-host=127.0.0.1', '-db-password=root'],
    text: 'dial tcp 127.0.0.1:3306: connect: connection refused',
  },
  {
    fault: 'the mode is unknown',
    args: ['-mode=middle'],
    text: 'Unknown mode: middle, should be either backend or frontend',
  },
])('when $fault the program says so, and ends with 1', ({ args, text }) => {
  const application = new Application();
  const container = application.app('backend', ...args);
  expect(container.end()).toMatchObject({ code: 1 });
  expect(container.stderr()).toMatch(/^2026\/01\/01 00:00:\d\d /);
  expect(container.stderr().slice('2026/01/01 00:00:00 '.length)).toBe(
    `${text.replace('ADDRESS', container.address)}\n`,
  );
});

test.each([
  { args: ['-nope'], text: 'flag provided but not defined: -nope\nUsage of app:\n' },
  { args: ['-port=many'], text: 'invalid value "many" for flag -port: parse error\nUsage of app:\n' },
  { args: ['-db-host'], text: 'flag needs an argument: -db-host\nUsage of app:\n' },
])('a command line that cannot be read ends it with 2: $args', ({ args, text }) => {
  const container = new Application().app('app', ...args);
  expect(container.end()).toMatchObject({ code: 2 });
  expect(container.stderr()).toContain(text);
});

test('without a backend the frontend says why', () => {
  const application = new Application();
  const frontend = application.frontend('http://10.244.1.99:8080');
  expect(application.world.ask(frontend, 80).text).toMatch(
    /^Error: Get http:\/\/10\.244\.1\.99:8080: dial tcp 10\.244\.1\.99:8080: connect: /,
  );
  expect(application.world.ask(frontend, 80).status).toBe(503);
  expect(application.world.ask(frontend, 80, '/version').text).toBe('1.0.0\n');
});

test('the backend answers on the port that it is told', () => {
  const application = new Application();
  const backend = application.app(
    'backend',
    '-mode=backend',
    '-run-migrations',
    '-port=9090',
    '-db-host=db',
    '-db-password=root',
  );
  expect(application.world.ask(backend, 9090).status).toBe(200);
});

test('a backend goes on when its database was away for a while', () => {
  const application = new Application();
  application.backend('-run-migrations');
  const frontend = application.frontend();
  application.startDatabase('db-2');
  application.app('init-db', '-run-migrations', '-db-host=db', '-db-password=root');
  expect(application.add(frontend, 'again')).toBe('Ok\n');
  expect(application.page(frontend)).toContain('<li>again</li>');
});

test('it ends at once when its Pod is deleted, as programs in Go do', () => {
  const application = new Application();
  const backend = application.backend('-run-migrations');
  backend.signal('TERM');
  backend.pass(100);
  expect(backend.end()).toMatchObject({ code: 2 });
});
