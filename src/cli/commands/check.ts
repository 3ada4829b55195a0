import { writeFileSync } from 'node:fs';
import { checkSets } from '../checking/check-sets';
import { checkedCluster, CLUSTER_OPTIONS, optionsOf } from '../checking/checked-cluster';
import { type PlannedSet, programSets } from '../checking/checked-sets';
import { foreignSet } from '../checking/foreign-set';
import { junitText } from '../checking/junit-text';
import { type CheckReport, checkText, findingCounts } from '../checking/report-text';
import { chosenImages, IMAGES_OPTION } from '../chosen-images';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../failure';
import type { Given } from '../options';
import { counted, styled, type Terminal } from '../terminal';

/** Options that choose from a program, and say nothing about manifests of others. */
const OF_PROGRAMS = ['env', 'stack', 'app'] as const;

async function planned(given: Given): Promise<readonly PlannedSet[]> {
  const path = given.argument(0);
  if (path === undefined) {
    return await programSets({ app: given.text('app'), environments: given.list('env'), stacks: given.list('stack') });
  }
  const set = foreignSet(path, given.flag('generate-secrets'));
  return [{ pods: 0, prepare: () => set }];
}

function requireFitting(given: Given): void {
  const path = given.argument(0);
  if (path === undefined) {
    if (given.flag('generate-secrets'))
      throw new UsageError("'--generate-secrets' is for PATH: of environments it is done");
    return;
  }
  const wrong = OF_PROGRAMS.find((name) => given.list(name).length > 0);
  if (wrong !== undefined)
    throw new UsageError(`'--${wrong}' chooses from a program: leave it out, or the path '${path}'`);
}

/** Clusters that there will be at most. */
const clustersMax = (given: Given): number => {
  if (given.argument(0) !== undefined) return 1;
  return given.list('env').length === 0 ? Infinity : given.list('env').length;
};

function summary(reports: readonly CheckReport[], terminal: Terminal): string {
  const { errors, warnings } = findingCounts(reports);
  const text = `${counted(errors, 'error')}, ${counted(warnings, 'warning')} in ${counted(reports.length, 'cluster')}`;
  return `${styled(terminal.hasColorsOut, errors > 0 ? 'red' : 'bold', text)}\n`;
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const imagesFile = given.text('images');
  // What cannot be is said before anything begins.
  await chosenImages(imagesFile);
  const cluster = checkedCluster(given);
  optionsOf(cluster);
  const isJson = given.text('output') === 'json';
  requireFitting(given);
  const reports: CheckReport[] = [];
  const source = { plan: () => planned(given), setsMax: clustersMax(given) };
  for await (const { prepared, result } of checkSets(source, { cluster, imagesFile })) {
    const { generatedSecrets, leftOut } = prepared;
    const report = { ...result, generatedSecrets, leftOut };
    reports.push(report);
    if (!isJson) terminal.out(checkText(report, terminal.hasColorsOut));
  }
  const file = given.text('junit');
  if (file !== undefined) writeFileSync(file, junitText(reports));
  const { errors, warnings } = findingCounts(reports);
  if (isJson) printJson(terminal, { ...cluster, errors, warnings, clusters: reports });
  else terminal.out(summary(reports, terminal));
  return errors > 0 || (given.flag('strict') && warnings > 0) ? EXIT.wrong : EXIT.ok;
}

/** `workshop check`: says what a cluster would do with manifests. */
export const check: Command = {
  name: 'check',
  summary: 'Try environments, or any manifests, on a simulated cluster and say what goes wrong',
  positionals: ['[PATH]'],
  options: {
    env: { kind: 'list', value: 'NAME', description: 'only this environment; all if not given' },
    stack: { kind: 'list', value: 'ID[/STAGE]', description: 'only this stack' },
    app: APP_OPTION,
    ...CLUSTER_OPTIONS,
    images: IMAGES_OPTION,
    'generate-secrets': {
      kind: 'flag',
      description: 'make up Secrets that the manifests of PATH refer to and do not hold',
    },
    strict: { kind: 'flag', description: 'warnings count as errors' },
    junit: { kind: 'text', value: 'FILE', description: 'write the results as JUnit XML as well' },
    output: OUTPUT_OPTION,
  },
  details: `
Each environment gets a cluster of its own in this process, several at a time where there are processors for them;
time is virtual, and nothing is written or kept. All is applied and becomes ready, or the report says why not: images,
Secrets, claims, room on the nodes, quota, probes, programs that end, selectors without Pods, Services and Ingresses
that lead nowhere, data that is lost with its Pod. Then every Deployment, StatefulSet and DaemonSet is upgraded and
the fullest node is drained: what never ends, and what nobody answers for meanwhile, is told. An error gives the exit
code 1.

PATH is a file or a folder of YAML or JSON, or - for standard input: manifests of anybody. Findings of lessons are
warnings: they show what can go wrong. Secrets that an environment requires are made up.

Examples:
  workshop check
  workshop check --env production-eastus --nodes 5 --node-size 4,16Gi --junit check.xml
  workshop check k8s/
  helm template my-chart | workshop check - --generate-secrets
  kustomize build overlays/live | workshop check - -o json
`,
  run,
};
