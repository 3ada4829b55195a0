import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/source-files';
import { runCli } from './run-cli';
import { newFolder } from './team-program';

const PROGRAMS = join(ROOT, 'src', 'simulator', 'programs.ts');

const GREETER = `
const { alpineBaseLayer, defineImage, serveHttp, textResponse, waitForEver } = require(${JSON.stringify(PROGRAMS)});
exports.images = [defineImage({
  repositories: ['acme/greeter'],
  tags: ['v1'],
  image: () => ({
    command: ['/greeter'],
    layers: [alpineBaseLayer, { '/greeter': { type: 'program', *program(process) {
      serveHttp(process, { port: 8080 }, function* ({ target }) { return textResponse(target === '/ready' ? 'yes' : 'no'); });
      return yield* waitForEver();
    } } }],
  }),
})];
`;

/** Writes a file of a folder that goes away. */
function written(name: string, text: string): string {
  const file = join(newFolder(), name);
  writeFileSync(file, text);
  return file;
}

const manifest = (tag: string): string =>
  written(
    'pod.yaml',
    `apiVersion: v1
kind: Pod
metadata: { name: greeter }
spec:
  containers:
    - name: greeter
      image: acme/greeter:${tag}
      resources: { requests: { cpu: 10m, memory: 16Mi }, limits: { memory: 64Mi } }
      readinessProbe: { httpGet: { path: /ready, port: 8080 } }
`,
  );

test('a check runs the images of a team, and knows which tags there are', async () => {
  const images = written('images.js', GREETER);
  const good = await runCli(['check', manifest('v1'), '--images', images]);
  expect(good.out).toContain('1 of 1 stack ready');
  expect(good.out).not.toContain('greeter:v1');
  const bad = await runCli(['check', manifest('v9'), '--images', images]);
  expect(bad).toMatchObject({ code: 1, out: expect.stringContaining('acme/greeter:v9') });
});

test.each([
  ['exports.other = 1;', "must export a list 'images'; it exports other"],
  [
    'exports.images = [{ repositories: "a" }];',
    "images[0] must have 'repositories' and 'image', as defineImage takes them",
  ],
  ['throw new Error("no such thing");', 'no such thing'],
])('a module with %j is refused', async (text, message) => {
  const file = written('images.js', text);
  for (const words of [
    ['check', manifest('v1')],
    ['simulate', '--empty', '--port', '0'],
  ]) {
    const { code, out, err } = await runCli([...words, '--images', file]);
    expect({ out, err }).toEqual({ out: '', err: expect.stringContaining(`--images '${file}'`) as string });
    expect(err).toContain(message);
    expect(code).not.toBe(0);
  }
});

test('a file that is not there, or is not compiled, is refused', async () => {
  const source = written('images.ts', '');
  expect(await runCli(['simulate', '--empty', '--images', '/nowhere.js'])).toMatchObject({
    code: 2,
    err: "workshop: --images: there is no file '/nowhere.js'\n",
  });
  expect(await runCli(['simulate', '--empty', '--images', source])).toMatchObject({
    code: 2,
    err: `workshop: --images must be compiled JavaScript, got '${source}': run tsc and name what it wrote\n`,
  });
});
