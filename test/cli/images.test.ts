import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/source-files';
import type { Connection } from './killed-server';
import { type Outcome, runCli } from './run-cli';
import { served } from './served-command';
import { newFolder } from './team-program';

// Clusters are started and asked, on a machine that may be busy.
jest.setTimeout(60_000);

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

const PODS = '/api/v1/namespaces/default/pods';

const POD = {
  metadata: { name: 'greeter' },
  spec: {
    containers: [
      { name: 'greeter', image: 'acme/greeter:v1', readinessProbe: { httpGet: { path: '/ready', port: 8080 } } },
    ],
  },
};

/** Whether the greeter says that it is ready; what stands in for images that nobody has described would not say how. */
async function isReady(connection: Connection): Promise<boolean> {
  for (let asked = 0; asked < 100; asked += 1) {
    const { body } = await connection.send('GET', `${PODS}/greeter`);
    const status = body['status'] as { readonly containerStatuses?: readonly { readonly ready: boolean }[] };
    if (status.containerStatuses?.[0]?.ready === true) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

describe('a data folder', () => {
  const UNTAGGED = {
    ...POD,
    metadata: { name: 'later' },
    spec: { containers: [{ name: 'c', image: 'acme/greeter:v9' }] },
  };

  /** Begins a cluster with a module, in which the greeter is ready. */
  async function begun(): Promise<{ readonly folder: string; readonly module: string }> {
    const [folder, module] = [join(newFolder(), 'data'), written('images.js', GREETER)];
    let wasReady = false;
    await served(['--empty', '--speed', '50', '--data-dir', folder, '--images', module], async (connection) => {
      await connection.send('POST', PODS, POD);
      wasReady = await isReady(connection);
    });
    expect(wasReady).toBe(true);
    return { folder, module };
  }

  test('goes on with the images that it was begun with, and says so', async () => {
    const { folder, module } = await begun();
    let reasons = '';
    const { out, code } = await served(['--speed', '50', '--data-dir', folder], async (connection) => {
      expect(await isReady(connection)).toBe(true);
      // Other tags than those of the module cannot be pulled: it is really there.
      await connection.send('POST', PODS, UNTAGGED);
      for (let asked = 0; asked < 100 && !/ErrImagePull|ImagePullBackOff/.test(reasons); asked += 1) {
        reasons = JSON.stringify((await connection.send('GET', `${PODS}/later`)).body);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    expect(code).toBe(0);
    expect(out).toContain(`${folder}: its images are those of ${module}\n`);
    expect(reasons).toMatch(/ErrImagePull|ImagePullBackOff/);
  });

  test('says what is missing when the module has changed or gone, and takes what is given', async () => {
    const { folder, module } = await begun();
    appendFileSync(module, '\n// A new version.\n');
    const start = ['simulate', '--port', '0', '--data-dir', folder];
    const begin = `workshop: '${folder}' keeps a cluster begun with --images ${module}`;
    expect(await runCli(start)).toEqual({
      code: 2,
      out: '',
      err: `${begin}, which has changed since: give --images ${module} to take it as it is now\n`,
    });
    await served(['--data-dir', folder, '--images', module], () => Promise.resolve());
    const taken = await served(['--data-dir', folder], () => Promise.resolve());
    expect(taken.out).toContain(`its images are those of ${module}\n`);
    rmSync(module);
    expect(await runCli(start)).toEqual({
      code: 2,
      out: '',
      err: `${begin}, and there is no such file any more: name the module with --images\n`,
    });
  });
});

test('a snapshot is loaded where the same images are, and says elsewhere which ones it needs', async () => {
  const [module, file] = [written('images.js', GREETER), join(newFolder(), 'snapshot.json')];
  const steer = (kubeconfig: string, verb: string): Promise<Outcome> =>
    runCli(['cluster', 'snapshot', verb, file, '--kubeconfig', kubeconfig]);
  const outcomes: Outcome[] = [];
  await served(['--empty', '--images', module], async (_connection, kubeconfig) => {
    outcomes.push(await steer(kubeconfig, 'save'), await steer(kubeconfig, 'load'));
  });
  expect(outcomes.map(({ code, err }) => ({ code, err }))).toEqual([
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  outcomes.length = 0;
  await served(['--empty'], async (_connection, kubeconfig) => void outcomes.push(await steer(kubeconfig, 'load')));
  appendFileSync(module, '\n// A new version.\n');
  await served(['--empty', '--images', module], async (_connection, kubeconfig) => {
    outcomes.push(await steer(kubeconfig, 'load'));
  });
  const advice = "start 'workshop simulate' with that module, as it was, and load the snapshot then";
  expect(outcomes.map(({ code }) => code)).not.toContain(0);
  expect(outcomes.map(({ err }) => err)).toEqual([
    expect.stringContaining(`was saved with --images ${module}, and this cluster runs with none: ${advice}`),
    expect.stringContaining(
      `was saved with --images ${module}, and this cluster runs with another version of it: ${advice}`,
    ),
  ]);
});
