import { defineImage, type ImageDefinition } from '../../../../src/simulator/images';
import { type Program, serveHttp, waitForEver } from '../../../../src/simulator/process';

const encoder = new TextEncoder();

/** Copies what it reads, and ends with the code of its first argument. */
const cat: Program = function* ({ argv, stdin, stdout }) {
  for (let bytes = yield* stdin.read(); bytes !== undefined; bytes = yield* stdin.read()) yield* stdout.write(bytes);
  return Number(argv[1] ?? 0);
};

/** Prints its arguments. */
const echo: Program = function* (process) {
  yield* process.print(`${process.argv.slice(1).join(' ')}\n`);
  return 0;
};

/** Prints a line a second, and ends with code 3 when it has printed as many as its first argument says. */
const count: Program = function* (process) {
  for (let line = 1; line <= Number(process.argv[1]); line += 1) {
    yield* process.print(`line ${line}\n`);
    yield* process.sleep(1000);
  }
  return 3;
};

/** Writes as much as it can. */
const flood: Program = function* (process) {
  const block = encoder.encode('x'.repeat(64 * 1024));
  for (;;) yield* process.stdout.write(block);
};

/** Writes a text to a file. */
const write: Program = function* ({ argv, files }) {
  files.write(argv[1] ?? '', argv[2] ?? '');
  return yield* waitForEver();
};

/** Prints a file. */
const show: Program = function* (process) {
  yield* process.print(process.files.readText(process.argv[1] ?? ''));
  return 0;
};

/** Prints its environment and who it is. */
const who: Program = function* (process) {
  const { env, uid, gid, files, machine } = process;
  const lines = [...env].map(([name, value]) => `${name}=${value}`).sort();
  yield* process.print(`${[...lines, `uid=${uid}`, `gid=${gid}`, files.directory, machine.hostname].join('\n')}\n`);
  return 0;
};

/** Answers HTTP with its name, and 500 while there is a file `/tmp/broken`. */
const server: Program = function* (process) {
  serveHttp(process, { port: 80 }, function* ({ target }) {
    yield* process.print(`GET ${target}\n`);
    return { status: process.files.exists('/tmp/broken') ? 500 : 200, headers: {}, body: encoder.encode('sample\n') };
  });
  process.onSignal('TERM', function* () {
    yield* process.print('bye\n');
    process.exit(0);
  });
  return yield* waitForEver();
};

const programs = { cat, echo, count, flood, write, show, who, server };

/** An image with the programs above, whose own command is the server. */
export const sampleImage: ImageDefinition = defineImage({
  repositories: ['docker.io/team/sample'],
  image: () => ({
    command: ['server'],
    environment: { COLOUR: 'blue' },
    workingDirectory: '/srv',
    layers: [
      Object.fromEntries(
        Object.entries(programs).map(([name, program]) => [`/bin/${name}`, { type: 'program', program }]),
      ),
    ],
  }),
});
