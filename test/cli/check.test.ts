import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFiles } from '../../src/cli/checking/manifest-files';
import { app } from '../check/checked';
import { ROOT } from '../support/source-files';
import { useTemporaryFolder } from '../support/temporary-folder';
import { runCli } from './run-cli';
import { writeTeamProgram } from './team-program';

const folder = useTemporaryFolder();

function written(text: string, name = 'app.yaml'): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

interface Json {
  readonly errors: number;
  readonly warnings: number;
  readonly clusters: readonly {
    readonly name: string;
    readonly stacks: readonly { readonly name: string; readonly isReady: boolean }[];
    readonly findings: readonly { readonly rule: string; readonly file: string; readonly stack: string }[];
    readonly generatedSecrets: readonly { readonly name: string; readonly keys: readonly string[] }[];
  }[];
}

describe('manifests of anybody', () => {
  test('that are all right succeed', async () => {
    const { code, out, err } = await runCli(['check', written(app({ spec: 'replicas: 3' }))]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/app.yaml: 1 of 1 stack ready, 2 objects; 1 workload upgraded, node\d drained, \d+ s of the/);
    expect(out).toMatch(/\n0 errors, 0 warnings in 1 cluster\n$/);
  });

  test('that are wrong fail, each finding with object, rule, file and cure', async () => {
    const path = written(app({ selector: 'wep', spec: 'replicas: 3' }));
    const { code, out } = await runCli(['check', path]);
    expect(code).toBe(1);
    expect(out).toContain('  error [selector] select labels that the template of the Pods has\n');
    expect(out).toContain(`    Service default/web: its selector 'app=wep' finds no Pod in namespace default;`);
    expect(out).toContain(`(${path})`);
    expect(out).toMatch(/\n1 error, 0 warnings in 1 cluster\n$/);
  });

  test('are sized for the nodes that are given', async () => {
    const path = written(app({ spec: 'replicas: 1', container: 'resources: { requests: { cpu: 3 } }' }));
    expect(await runCli(['check', path, '--profile', 'minikube'])).toMatchObject({ code: 1 });
    expect(await runCli(['check', path, '--nodes', '4'])).toMatchObject({ code: 0 });
    const small = await runCli(['check', path, '--node-size', '2500m,16Gi']);
    expect(small.out).toMatch(
      /error \[unschedulable\][^\n]*\n {4}Deployment default\/web: 0\/3 nodes are available: .*2 Insufficient cpu/,
    );
    const { out } = await runCli(['check', path, '--node-size', '16,64Gi', '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({ errors: 0, profile: 'workshop', nodes: 3, nodeSize: '16,64Gi' });
  });

  test('with --strict, warnings count', async () => {
    const path = written(app({ spec: 'replicas: 1' }));
    expect(await runCli(['check', path])).toMatchObject({ code: 0 });
    expect(await runCli(['check', path, '--strict'])).toMatchObject({ code: 1 });
  });

  test('get Secrets made up when that is asked for, and the report says so', async () => {
    const container = 'env: [{ name: P, valueFrom: { secretKeyRef: { name: db, key: password } } }]';
    const path = written(app({ spec: 'replicas: 3', container }));
    expect((await runCli(['check', path])).out).toContain('error [reference]');
    const { code, out } = await runCli(['check', path, '--generate-secrets']);
    expect(code).toBe(0);
    expect(out).toContain('generated Secret default/db (password): the deployment would bring it');
  });

  test('are a folder as well, without what is none', () => {
    mkdirSync(join(folder(), 'base'));
    for (const name of ['a.yaml', 'base/b.yml', 'base/c.json', 'kustomization.yaml', 'live.index.json', 'x.txt']) {
      written('{}', name);
    }
    const paths = manifestFiles(folder()).map(({ file }) => file.slice(folder().length + 1));
    expect(paths).toEqual(['a.yaml', 'base/b.yml', 'base/c.json']);
  });

  test('are a folder that kustomize builds from others: the report says that it was not followed', async () => {
    written('resources: [app.yaml]', 'kustomization.yaml');
    written(app({ spec: 'replicas: 3' }));
    const { code, out } = await runCli(['check', folder()]);
    expect(code).toBe(0);
    expect(out).toContain(`${join(folder(), 'kustomization.yaml')} was not followed: kustomize build ${folder()} | `);
  });

  test('of helm are what an installation applies: hooks of other times are left out, and the report says so', async () => {
    const pod = (name: string, hook: string, code: number): string =>
      `---\n{apiVersion: v1, kind: Pod, metadata: {name: ${name}, annotations: {helm.sh/hook: '${hook}'}}, spec: {restartPolicy: Never, containers: [{name: main, image: 'busybox:1.36', command: [sh, -c, 'exit ${code}']}]}}\n`;
    const hooks = pod('before', 'pre-install, pre-upgrade', 0) + pod('trial', 'test', 1) + pod('end', 'post-delete', 1);
    const { code, out } = await runCli(['check', written(`${app({ spec: 'replicas: 3' })}${hooks}`), '-o', 'json']);
    expect(code).toBe(0);
    expect((JSON.parse(out) as Json).clusters[0]).toMatchObject({
      stacks: [{ isReady: true, objects: 3 }],
      leftOut: [
        'Pod trial was left out: helm applies it for test only',
        'Pod end was left out: helm applies it for post-delete only',
      ],
    });
  });

  test.each([
    [['nothing.yaml'], "there is no file or folder 'nothing.yaml'"],
    [['.', '--env', 'dev'], "'--env' chooses from a program: leave it out, or the path '.'"],
    [['--generate-secrets'], "'--generate-secrets' is for PATH: of environments it is done"],
    [['--profile', 'kind'], "'--profile' must be one of plain, aws, workshop, minikube, desktop, tacc, got 'kind'"],
    [['--node-size', '4'], "'--node-size' must be CPU,MEMORY such as 2,8Gi or 1500m,4096Mi, got '4'"],
    [['--nodes', '0'], "'--nodes' must be a whole number from 1 to 200, got '0'"],
  ])('%j is wrong usage', async (words, message) => {
    expect(await runCli(['check', ...words])).toEqual({ code: 2, out: '', err: `workshop: ${message}\n` });
  });

  test('come from standard input, as helm and kustomize write them', () => {
    const words = [join(ROOT, 'bin', 'workshop.js'), 'check', '-', '-o', 'json'];
    const { status, stdout } = spawnSync(process.execPath, words, {
      input: app({ selector: 'wep' }),
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    const [cluster] = (JSON.parse(stdout) as Json).clusters;
    expect(cluster).toMatchObject({ name: 'manifests', stacks: [{ isReady: true }] });
    expect(cluster?.findings[0]).toMatchObject({ rule: 'selector', file: 'standard input' });
  });
});

describe('environments', () => {
  test('of a program are checked, each on a cluster of its own', async () => {
    const program = writeTeamProgram(folder());
    const { code, out } = await runCli(['check', '--app', program, '-o', 'json']);
    const { clusters, errors } = JSON.parse(out) as Json;
    expect(clusters.map(({ name }) => name)).toEqual(['trial', 'live']);
    expect(code).toBe(errors > 0 ? 1 : 0);
  });

  test('get the Secrets that they require, and lessons are forgiven', async () => {
    const { code, out } = await runCli(['check', '--env', 'workshop,test', '--stack', 'kuar-mysql', '-o', 'json']);
    const { clusters } = JSON.parse(out) as Json;
    expect(code).toBe(0);
    expect(clusters.map(({ name, generatedSecrets }) => [name, generatedSecrets.length])).toEqual([
      ['workshop', 0],
      ['test', 1],
    ]);
    expect(clusters.find(({ name }) => name === 'workshop')?.findings.map(({ rule }) => rule)).toContain('claim');
  });

  test('are reported as JUnit XML: a suite for each, a case for each stack, a failure for each error', async () => {
    const path = written(app({ selector: 'a-"<&', spec: 'replicas: 3' }).replace('a-"<&', "'wep'"));
    const junit = join(folder(), 'check.xml');
    await runCli(['check', path, '--junit', junit]);
    const text = readFileSync(junit, 'utf8');
    expect(text).toMatch(/<testsuite name="[^"]*app.yaml" tests="1" failures="1" time="\d+">/);
    expect(text).toMatch(
      /<testcase classname="[^"]*" name="[^"]*app.yaml" time="[\d.]+">\n {6}<failure type="selector" message="its selector 'app=wep'/,
    );
  });
});
