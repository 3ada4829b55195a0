import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../cli/run-cli';
import { app } from '../check/checked';
import { binariesOf } from '../support/real-kubectl';
import { ROOT } from '../support/source-files';
import { useTemporaryFolder } from '../support/temporary-folder';

const VERSIONS = ['1.28', '1.36'];

const folder = useTemporaryFolder();

/** What a program writes, in a file: `workshop check` reads a file as it reads standard input. */
function saved(program: string, ...words: readonly string[]): string {
  const file = join(folder(), 'manifests.yaml');
  writeFileSync(file, execFileSync(program, words, { encoding: 'utf8' }));
  return file;
}

const binaries = binariesOf(VERSIONS);
if (typeof binaries === 'string') {
  test('nothing is called: no kubectl and no helm can be had on this machine', () => {
    expect(binaries).toMatch(/^Error: /m);
  });
} else {
  describe.each(VERSIONS)('beside kubectl %s, workshop check', (version) => {
    const { helm = '', kubectl = '' } = binaries[version] ?? {};

    /** A chart with a test that no installation runs. */
    function chart(): string {
      const path = join(folder(), 'chart');
      cpSync(join(ROOT, 'test', 'kubectl', 'chart'), path, { recursive: true });
      mkdirSync(join(path, 'templates', 'tests'));
      writeFileSync(
        join(path, 'templates', 'tests', 'trial.yaml'),
        "{apiVersion: v1, kind: Pod, metadata: {name: trial, annotations: {helm.sh/hook: test}}, spec: {containers: [{name: main, image: 'busybox:1.36', command: ['false']}]}}\n",
      );
      return path;
    }

    test('takes what helm template writes, and finds nothing in a chart that is right', async () => {
      const { code, out } = await runCli(['check', saved(helm, 'template', 'shop', chart(), '--set', 'replicas=3')]);
      expect(out).toContain('Pod trial was left out: helm applies it for test only\n');
      expect(out).toMatch(/: 1 of 1 stack ready, 4 objects; 1 workload upgraded/);
      expect({ code, errors: /\n(\d+) errors/.exec(out)?.[1] }).toEqual({ code: 0, errors: '0' });
    });

    test('takes what helm template writes, and finds what values break', async () => {
      const { code, out } = await runCli(['check', saved(helm, 'template', 'shop', chart(), '--set', 'tag=none')]);
      expect(code).toBe(1);
      expect(out).toMatch(
        /error \[image\][^\n]*\n {4}Deployment default\/shop: container 'main' cannot have image 'nginx:none'/,
      );
    });

    test('takes what kustomize builds, and finds what a patch breaks', async () => {
      const base = join(folder(), 'base');
      const live = join(folder(), 'live');
      mkdirSync(base);
      mkdirSync(live);
      writeFileSync(join(base, 'app.yaml'), app({ spec: 'replicas: 3' }));
      writeFileSync(join(base, 'kustomization.yaml'), 'resources: [app.yaml]\n');
      const overlay = (patch: string): string => {
        const text = `resources: [../base]\nnamePrefix: live-\npatches: [{ target: { kind: Service }, patch: '${patch}' }]\n`;
        writeFileSync(join(live, 'kustomization.yaml'), text);
        return saved(kubectl, 'kustomize', live);
      };
      const right = '[{ "op": "replace", "path": "/spec/ports/0/port", "value": 81 }]';
      expect(await runCli(['check', overlay(right)])).toMatchObject({ code: 0 });
      const wrong = '[{ "op": "replace", "path": "/spec/selector/app", "value": "wep" }]';
      const { code, out } = await runCli(['check', overlay(wrong)]);
      expect(code).toBe(1);
      expect(out).toContain("Service default/live-web: its selector 'app=wep' finds no Pod in namespace default");
    });
  });
}
