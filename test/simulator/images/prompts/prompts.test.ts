import { mysqlImage } from '../../../../src/simulator/images/mysql';
import { postgresImage } from '../../../../src/simulator/images/postgres';
import { pythonImage } from '../../../../src/simulator/images/python';
import { encodeText } from '../../../../src/simulator/process';
import { Terminal } from '../../../../src/simulator/process/kernel/terminal';
import { ProgramWorld, type WorldContainer } from '../program-world';

const UP = '\x1b[A';

/** A program at a terminal of a container: what is typed, and what is shown of it. */
class Prompt {
  private shown = '';
  private readonly terminal = new Terminal({ columns: 80, rows: 24 });
  /** Its code, once it has ended. */
  readonly code: () => number;

  constructor(
    private readonly world: ProgramWorld,
    container: WorldContainer,
    argv: readonly string[],
  ) {
    this.terminal.listen({
      output: (bytes) => void (this.shown += new TextDecoder().decode(bytes)),
      ready: () => undefined,
    });
    const handle = container.exec({
      argv,
      streams: new Map([0, 1, 2].map((number) => [number, this.terminal.stream])),
    });
    this.code = () => world.net.run(handle.wait()).value.code;
    this.world.pass(1000);
  }

  /** Types, and returns what has come since. */
  type(text: string): string {
    this.shown = '';
    this.terminal.input(encodeText(text));
    this.world.pass(500);
    return this.shown;
  }
}

function promptOf(image: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Prompt {
  const world = new ProgramWorld([mysqlImage, postgresImage, pythonImage]);
  const options = image.startsWith('python') ? { argv: ['sleep', '100000'] } : { env };
  const container = world.start('server', image, options);
  world.pass(20_000);
  return new Prompt(world, container, argv);
}

const MYSQL = ['mysql', '-uroot', '-proot'];
const MYSQL_ENV = { MYSQL_ROOT_PASSWORD: 'root' };
const PSQL = ['psql', '-U', 'postgres'];
const PSQL_ENV = { POSTGRES_PASSWORD: 'x' };

test.each([
  { image: 'mysql:8.4', argv: MYSQL, env: MYSQL_ENV, line: 'SELECT 1 + 40;', answers: ['|     41 |', '|     42 |'] },
  {
    image: 'postgres:16',
    argv: PSQL,
    env: PSQL_ENV,
    line: 'SELECT 1 + 40;',
    answers: ['\r\n       41\r\n', '\r\n       42\r\n'],
  },
  { image: 'python:3.9', argv: ['python'], env: {}, line: 'print(1 + 40)', answers: ['\r\n41\r\n', '\r\n42\r\n'] },
])('$image: a line is brought back, changed and run again', ({ image, argv, env, line, answers }) => {
  const prompt = promptOf(image, argv, env);
  expect(prompt.type(`${line}\n`)).toContain(answers[0]);
  // Before the last sign, the last digit is another one.
  expect(prompt.type(`${UP}\x1b[D\x7f1\n`)).toContain(answers[1]);
});

test.each([
  { image: 'mysql:8.4', argv: MYSQL, env: MYSQL_ENV, prompt: 'mysql> ' },
  { image: 'postgres:16', argv: PSQL, env: PSQL_ENV, prompt: 'postgres=# ' },
])(
  '$image: ^C gives up what was typed, and the next statement is one of its own',
  ({ image, argv, env, prompt: mark }) => {
    const prompt = promptOf(image, argv, env);
    expect(prompt.type('SELECT 1 +\n')).not.toMatch(new RegExp(`${mark}$`));
    expect(prompt.type('2\x03')).toMatch(new RegExp(`\\^C\r\n${mark}$`));
    expect(prompt.type("SELECT 'right';\n")).toContain('right');
  },
);

test('before version 5.7 ^C ends the client of MySQL', () => {
  const prompt = promptOf('mysql:5.6', MYSQL, MYSQL_ENV);
  expect(prompt.type('\x03')).toContain('Ctrl-C -- exit!\r\nAborted\r\n');
  expect(prompt.code()).toBe(1);
});

test('Python asks for the rest of a block, and runs it at an empty line', () => {
  const prompt = promptOf('python:3.9', ['python']);
  expect(prompt.type('for x in [1, 2]:\n')).toMatch(/\.\.\. $/);
  expect(prompt.type('  print(x)\n')).toMatch(/\.\.\. $/);
  expect(prompt.type('\n')).toMatch(/\r\n1\r\n2\r\n>>> $/);
});
