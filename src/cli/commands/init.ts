import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { manifestFiles } from '../checking/manifest-files';
import { type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../failure';
import { type ProjectFile, projectFiles, projectName } from '../init/project-files';
import type { Given } from '../options';
import { PACKAGE_FOLDER } from '../package-folder';
import { counted, type Terminal } from '../terminal';

/** The released version of this package, as a range. */
const released = (): string =>
  `^${(JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string }).version}`;

/** The manifests of a folder, for the new project. */
function manifestsFrom(folder: string | undefined): readonly ProjectFile[] | undefined {
  if (folder === undefined) return undefined;
  if (!existsSync(folder)) throw new UsageError(`--from: there is no folder '${folder}'`);
  try {
    return manifestFiles(folder).map(({ file, text }) => ({
      path: (relative(folder, file) || 'manifests.yaml').replace(/\\/g, '/'),
      text,
    }));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--from: ${error.message}`);
    throw error;
  }
}

function nameOf(given: Given, folder: string): string {
  const name = given.text('name') ?? projectName(folder);
  if (name !== undefined && /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) return name;
  throw new UsageError(
    `the name of a project must be a DNS label of 40 characters at most, got '${name ?? folder}': name it with --name`,
  );
}

function run(given: Given, terminal: Terminal): ExitCode {
  const wanted = given.argument(0) ?? '.';
  const folder = resolve(wanted);
  const name = nameOf(given, folder);
  const files = projectFiles({
    name,
    package: given.text('package') ?? released(),
    manifests: manifestsFrom(given.text('from')),
  });
  const taken = files.filter(({ path }) => existsSync(join(folder, path))).map(({ path }) => path);
  if (taken.length > 0) {
    throw new UsageError(`'${wanted}' has ${taken.join(', ')}: nothing was written; take an empty folder`);
  }
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (given.text('output') === 'json') {
    printJson(terminal, { folder, name, files: files.map(({ path }) => path) });
    return EXIT.ok;
  }
  const enter = wanted === '.' ? '' : `cd ${wanted} && `;
  terminal.out(`${wanted}: project '${name}', ${counted(files.length, 'file')}\n`);
  terminal.out(`next: ${enter}npm install && npm test\n`);
  return EXIT.ok;
}

/** `workshop init`: makes a team's own project. */
export const init: Command = {
  name: 'init',
  summary: "Make a team's own project: a stack, environments, behavioural tests, a workflow",
  positionals: ['[DIR]'],
  options: {
    from: { kind: 'text', value: 'FOLDER', description: 'take existing YAML into the stack as it is' },
    name: { kind: 'text', value: 'NAME', description: 'name of the project and its stack; that of DIR if not given' },
    package: {
      kind: 'text',
      value: 'SPEC',
      description: 'what its package.json says of workshop-stacks, such as file:../x.tgz',
    },
    output: OUTPUT_OPTION,
  },
  details: `
Writes package.json, a stack, two environments, what its image does in tests, behavioural tests and a workflow for
GitHub Actions into DIR, the folder here if none is named. Files that are there are never replaced: then nothing is
written.

Examples:
  workshop init shop
  workshop init shop --from ../shop/k8s
`,
  run,
};
