import type { SynthesisResult } from '../../workshop/synthesis';
import { chosenProgram, requireFolder, requireSelection } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../failure';
import { loadSynthesis } from '../load';
import type { Given } from '../options';
import { progressOn } from '../progress';
import { counted, styled, type Terminal } from '../terminal';
import { watch } from '../watch';

const DEFAULT_OUT = 'dist';

/** The closing line: what the program is made of, and how long it took from the start of the process. */
function summary(result: SynthesisResult, seconds: string): string {
  const { environments, stacks, objects, files } = result;
  const counts = [
    counted(environments, 'environment'),
    counted(stacks, 'stack'),
    counted(objects, 'object'),
    counted(files, 'file'),
  ];
  return `${counts.join(', ')}, ${seconds} s`;
}

function describeChanges(out: string, { written, deleted, unchanged }: SynthesisResult): string {
  if (written.length === 0 && deleted.length === 0) return `${out}: nothing to change`;
  return `${out}: ${written.length} written, ${deleted.length} deleted, ${unchanged} unchanged`;
}

function describeDifferences(out: string, { differences = [] }: SynthesisResult, terminal: Terminal): void {
  const styles = { missing: 'red', extra: 'yellow', changed: 'yellow' } as const;
  for (const { path, kind } of differences) {
    terminal.out(`${styled(terminal.hasColorsOut, styles[kind], kind.padEnd(7))}  ${path}\n`);
  }
  if (differences.length === 0) {
    terminal.out(`${out}: nothing differs\n`);
    return;
  }
  const count = counted(differences.length, 'file');
  terminal.err(`workshop: ${count} of '${out}' differ${differences.length === 1 ? 's' : ''} from the program\n`);
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const out = given.text('out') ?? DEFAULT_OUT;
  const isJson = given.text('output') === 'json';
  const [environments, stacks] = [given.list('env'), given.list('stack')];
  const check = given.flag('check');
  requireFolder(out);
  const app = given.text('app');
  if (given.flag('watch')) {
    if (check) throw new UsageError("'--watch' writes and '--check' does not: give one of them");
    if (isJson) throw new UsageError("'--watch' has no end, so it has no JSON document: leave out '-o json'");
    return await watch({ out, environments, stacks, app }, terminal);
  }
  const progress = progressOn(terminal);
  const program = await chosenProgram(app);
  requireSelection(program, environments, stacks);
  let result: SynthesisResult;
  try {
    result = loadSynthesis().synthesize(program, { out, environments, stacks, check, onProgress: progress.show });
  } finally {
    progress.clear();
  }
  const seconds = (performance.now() / 1000).toFixed(2);
  if (isJson) {
    printJson(terminal, { out, ...result, findings: [], seconds: Number(seconds) });
  } else {
    if (check) describeDifferences(out, result, terminal);
    else terminal.out(`${describeChanges(out, result)}\n`);
    terminal.out(`${styled(terminal.hasColorsOut, 'bold', summary(result, seconds))}\n`);
  }
  return (result.differences ?? []).length === 0 ? EXIT.ok : EXIT.wrong;
}

/** `workshop synth`: writes the manifests, or compares them with a folder. */
export const synth: Command = {
  name: 'synth',
  summary: 'Write the manifests of every stack in every environment',
  positionals: [],
  options: {
    env: { kind: 'list', value: 'NAME', description: 'only this environment' },
    stack: { kind: 'list', value: 'ID', description: 'only this stack; files of others stay as they are' },
    out: {
      kind: 'text',
      value: 'DIR',
      description: `folder to write to, or to compare with; ${DEFAULT_OUT} if not given`,
    },
    check: { kind: 'flag', description: 'write nothing, list how the folder differs' },
    watch: { kind: 'flag', description: 'do it again whenever a source file changes, until Ctrl-C' },
    app: APP_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
The folder then holds <environment>/<stack>[/<stage>][/<component>]/<name>-<kind>.yaml, a Kustomization in each folder,
and <environment>.index.json. Nothing is written unless everything is valid; equal files are not touched; files of
removed objects disappear.

Examples:
  workshop synth
  workshop synth --env dev,test --stack kuard-deployment
  workshop synth --check --out ../gitops/manifests
  workshop synth --app lib/program.js --out manifests
`,
  run,
};
