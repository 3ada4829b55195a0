import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/source-files';

/** Runs a command without the settings that an npm around the tests hands down; what it says is shown on failure. */
export function run(folder: string, program: string, ...words: readonly string[]): string {
  const settings =
    /^(npm_(package|lifecycle|config_(json|local_prefix|prefix|ignore_scripts)|command|execpath)|INIT_CWD)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
  try {
    return execFileSync(program, words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${[program, ...words].join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

/** The package as it is packed, in a folder outside of this clone. */
export class PackedPackage {
  /** Where its `.tgz` is, and no other package above what is made here. */
  readonly folder = mkdtempSync(join(tmpdir(), 'workshop-stacks-'));
  /** Where it is unpacked, as `package`, beside what it needs. */
  readonly unpacked = join(this.folder, 'unpacked');

  /** Packs it, which takes npm some seconds. */
  pack(): void {
    run(ROOT, 'npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', this.folder);
    const file = readdirSync(this.folder).find((name) => name.endsWith('.tgz')) ?? '';
    mkdirSync(this.unpacked);
    run(this.unpacked, 'tar', '-xzf', join(this.folder, file));
    symlinkSync(join(ROOT, 'node_modules'), join(this.unpacked, 'node_modules'));
  }

  /** Gives a project that package, and the other packages of this clone in place of npm's. */
  installIn(project: string): void {
    const modules = join(project, 'node_modules');
    mkdirSync(modules);
    const packages = join(ROOT, 'node_modules');
    for (const each of readdirSync(packages)) symlinkSync(join(packages, each), join(modules, each));
    run(this.unpacked, 'cp', '-r', 'package', join(modules, 'workshop-stacks'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
