import { postgresImage } from '../../../../src/simulator/images/postgres';
import { redisImage } from '../../../../src/simulator/images/redis';
import { resultImage, voteImage, voteWorkerImage } from '../../../../src/simulator/images/voting';
import { Volume } from '../../../../src/simulator/process';
import { ProgramWorld, type WorldContainer } from '../program-world';

const START_MS = 10_000;

/** Time after which a vote is on the result page: the worker looks 10 times a second, the page once. */
const COUNTED_MS = 2_500;

const IMAGES = [postgresImage, redisImage, voteImage, voteWorkerImage, resultImage];

interface Options {
  /** Tag of both pages. */
  readonly tag?: string;
  /** Services that are forgotten. */
  readonly without?: readonly string[];
  readonly dbTag?: string;
  readonly dbEnv?: Readonly<Record<string, string>>;
  readonly clientEnv?: Readonly<Record<string, string>>;
  readonly data?: Volume;
}

/** The voting app: every part in a Pod of its own. */
class VotingApp {
  readonly world = new ProgramWorld(IMAGES);
  readonly vote: WorldContainer;
  redis: WorldContainer;
  db: WorldContainer;
  worker: WorldContainer;
  result: WorldContainer;

  constructor(private readonly options: Options = {}) {
    const { tag = 'before', without = [] } = options;
    this.redis = this.world.start('redis', 'redis:alpine');
    this.db = this.startDatabase();
    for (const [name, port] of [
      ['redis', 6379],
      ['db', 5432],
    ] as const) {
      if (!without.includes(name)) this.world.expose(name, port);
    }
    this.vote = this.world.start('vote', `dockersamples/examplevotingapp_vote:${tag}`);
    this.worker = this.startWorker();
    this.result = this.startResult();
    this.world.pass(START_MS);
  }

  startDatabase(): WorldContainer {
    const { dbTag = '9.4', dbEnv = {}, data } = this.options;
    const volumes: Record<string, Volume> = data === undefined ? {} : { '/var/lib/postgresql/data': data };
    return this.world.start('db', `postgres:${dbTag}`, { env: dbEnv, volumes });
  }

  startWorker(): WorldContainer {
    const { clientEnv: env = {} } = this.options;
    return this.world.start('worker', 'dockersamples/examplevotingapp_worker', { env });
  }

  startResult(): WorldContainer {
    const { tag = 'before', clientEnv: env = {} } = this.options;
    return this.world.start('result', `dockersamples/examplevotingapp_result:${tag}`, { env });
  }

  /** Takes the Pod of the database away, and makes another one; whoever has ended with it is started again. */
  replaceDatabase(): void {
    this.db.remove();
    this.db = this.startDatabase();
    this.world.pass(START_MS);
    for (const name of ['worker', 'result'] as const) if (this[name].end() !== undefined) this[name].remove();
    this.worker = this.startWorker();
    this.result = this.startResult();
    this.world.pass(START_MS);
  }

  /** Casts a vote for somebody who comes for the first time. */
  cast(vote: 'a' | 'b'): { readonly status: number; readonly text: string } {
    return this.world.ask(this.vote, 80, '/', `vote=${vote}`);
  }

  /** What the result page says: both percentages, and how many have voted. */
  shown(): string {
    this.world.pass(COUNTED_MS);
    const { text } = this.world.ask(this.result, 80);
    const stats = [...text.matchAll(/<div class="stat" id="\w">([^<]+)</g)].map(([, stat]) => stat);
    return [...stats, /<div id="result">([^<]*)</.exec(text)?.[1]].join(' ');
  }
}

const titleOf = (text: string): string | undefined => /<title>([^<]*)</.exec(text)?.[1];

test('votes on one page show up on the other', () => {
  const app = new VotingApp();
  expect(app.shown()).toBe('50.0% 50.0% No votes yet');
  app.cast('a');
  expect(app.shown()).toBe('100.0% 0.0% 1 vote');
  app.cast('a');
  app.cast('b');
  expect(app.shown()).toBe('67.0% 33.0% 3 votes');
  expect(app.worker.stdout()).toMatch(/^Processing vote for 'b' by '[0-9a-f]+'$/m);
  expect(app.worker.stderr()).toMatch(/Connected to db\n(?:.*\n)*Connected to redis\n/);
});

test.each([
  { tag: 'before', title: 'Cats vs Dogs', labels: ['Cats', 'Dogs'] },
  { tag: 'after', title: 'Java vs .NET', labels: ['Java', '.NET'] },
])('$tag the update the poll is $title', ({ tag, title, labels }) => {
  const { world, vote, result } = new VotingApp({ tag });
  const page = world.ask(vote, 80).text;
  expect(titleOf(page)).toBe(`${title}!`);
  expect([...page.matchAll(/<button[^>]*>([^<]*)</g)].map(([, label]) => label)).toEqual(labels);
  const results = world.ask(result, 80).text;
  expect(titleOf(results)).toBe(`${title} -- Result`);
  expect([...results.matchAll(/class="label">([^<]*)</g)].map(([, label]) => label)).toEqual(labels);
});

describe('the page on which people vote', () => {
  test('asks what its variables say, and says which container has answered', () => {
    const world = new ProgramWorld(IMAGES);
    const vote = world.start('voter-f9599', 'dockersamples/examplevotingapp_vote:before', {
      env: { OPTION_A: 'Tea', OPTION_B: '<Coffee>' },
    });
    world.pass(START_MS);
    const { status, text } = world.ask(vote, 80);
    expect(status).toBe(200);
    expect(text).toContain('<h3>Tea vs &lt;Coffee&gt;!</h3>');
    expect(text).toContain('Processed by container ID voter-f9599');
  });

  test('marks what was chosen, and lets a voter change it', () => {
    const app = new VotingApp();
    const { vote, world } = app;
    const first = world.request(vote, 80, { method: 'POST', body: 'vote=a' });
    expect(first.text).toContain('value="a" disabled>Cats<');
    const cookie = first.headers['set-cookie']?.replace(/;.*/, '') ?? '';
    expect(cookie).toMatch(/^voter_id=[0-9a-f]{15}$/);
    expect(app.shown()).toBe('100.0% 0.0% 1 vote');
    const second = world.request(vote, 80, { method: 'POST', body: 'vote=b', headers: { cookie } });
    expect(second.headers['set-cookie']).toBe(`${cookie}; Path=/`);
    expect(app.shown()).toBe('0.0% 100.0% 1 vote');
  });

  test.each([
    { what: 'a form without a vote', target: '/', body: 'votes=a', status: 400, title: '400 Bad Request' },
    { what: 'another path', target: '/nothing', body: undefined, status: 404, title: '404 Not Found' },
  ])('refuses $what', ({ target, body, status, title }) => {
    const { world, vote } = new VotingApp();
    const answer = world.ask(vote, 80, target, body);
    expect([answer.status, titleOf(answer.text)]).toEqual([status, title]);
  });

  test.each([
    { fault: 'no Service', without: ['redis'], error: 'Error -2 connecting to redis:6379. Name or service not known.' },
    { fault: 'no server', without: [], error: 'Error 111 connecting to redis:6379. Connection refused.' },
  ])('without redis ($fault) voting fails, and the page is still there', ({ without, error }) => {
    const app = new VotingApp({ without });
    app.redis.signal('KILL');
    expect(app.cast('a').status).toBe(500);
    expect(app.vote.stderr()).toContain(`redis.exceptions.ConnectionError: ${error}`);
    expect(app.world.ask(app.vote, 80).status).toBe(200);
  });

  test('logs its requests, and ends when it is asked to', () => {
    const { world, vote } = new VotingApp();
    world.ask(vote, 80);
    expect(vote.stdout()).toMatch(
      /^10\.244\.1\.1 - - \[01\/Jan\/2026:00:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 \d+ "-" "-"$/m,
    );
    vote.signal('TERM');
    world.pass(1000);
    expect(vote.end()).toMatchObject({ code: 0 });
  });

  test('one of its processes that is killed is replaced', () => {
    const { world, vote } = new VotingApp();
    const before = vote.processes().map(({ pid }) => pid);
    expect(before).toHaveLength(5);
    vote.exec({
      argv: ['kill'],
      *program(process) {
        process.kill(before[1] ?? 0, 'KILL');
        yield* process.sleep(0);
        return 0;
      },
    });
    world.pass(2000);
    const after = vote.processes().map(({ pid }) => pid);
    expect(after).toHaveLength(5);
    expect(after).not.toContain(before[1]);
    expect(world.ask(vote, 80).status).toBe(200);
  });
});

describe('the worker', () => {
  test('ends when nobody knows where redis is', () => {
    const { worker } = new VotingApp({ without: ['redis'] });
    expect(worker.end()).toMatchObject({ code: 1 });
    expect(worker.stderr()).toMatch(/^System\.AggregateException: .*No such device or address/m);
  });

  test('waits for a database that is not there, and counts what came meanwhile', () => {
    const app = new VotingApp({ without: ['db'] });
    app.cast('b');
    expect(app.worker.stderr()).toMatch(/^(?:Waiting for db\n)+$/);
    expect(app.shown()).toBe('50.0% 50.0% No votes yet');
    app.world.expose('db', 5432);
    app.world.pass(START_MS);
    expect(app.shown()).toBe('0.0% 100.0% 1 vote');
  });

  test('comes back to redis when that was replaced; votes that nobody has taken are lost with it', () => {
    const app = new VotingApp();
    app.redis.remove();
    app.redis = app.world.start('redis', 'redis:alpine');
    app.world.pass(START_MS);
    expect(app.worker.stdout()).toContain('Reconnecting Redis\n');
    app.cast('a');
    expect(app.shown()).toBe('100.0% 0.0% 1 vote');
  });
});

describe('the database', () => {
  test('loses the votes with its Pod, and later votes count again', () => {
    const app = new VotingApp();
    app.cast('a');
    expect(app.shown()).toBe('100.0% 0.0% 1 vote');
    app.replaceDatabase();
    expect(app.shown()).toBe('50.0% 50.0% No votes yet');
    app.cast('b');
    expect(app.shown()).toBe('0.0% 100.0% 1 vote');
  });

  test('keeps the votes on a volume', () => {
    const app = new VotingApp({ data: new Volume({ nowMs: () => 0 }) });
    app.cast('a');
    expect(app.shown()).toBe('100.0% 0.0% 1 vote');
    app.replaceDatabase();
    expect(app.shown()).toBe('100.0% 0.0% 1 vote');
  });
});

describe('with a password', () => {
  const dbEnv = { POSTGRES_PASSWORD: 'secret', POSTGRES_INITDB_ARGS: '--set password_encryption=md5' };

  test.each([
    { encryption: 'md5', env: dbEnv },
    { encryption: 'scram-sha-256', env: { POSTGRES_PASSWORD: 'secret' } },
  ])('clients that know it are let in ($encryption)', ({ env }) => {
    const app = new VotingApp({ dbTag: '16-alpine', dbEnv: env, clientEnv: { PGPASSWORD: 'secret' } });
    app.cast('b');
    expect(app.shown()).toBe('0.0% 100.0% 1 vote');
  });

  test.each<{ what: string; clientEnv: Record<string, string> }>([
    { what: 'another one', clientEnv: { PGPASSWORD: 'guess' } },
    { what: 'none', clientEnv: {} },
  ])('clients with $what wait for ever', ({ clientEnv }) => {
    const app = new VotingApp({ dbTag: '16-alpine', dbEnv, clientEnv });
    app.cast('b');
    expect(app.shown()).toBe('50.0% 50.0% No votes yet');
    expect(app.result.stderr()).toMatch(/^(?:Waiting for db\n){5}/);
  });
});
