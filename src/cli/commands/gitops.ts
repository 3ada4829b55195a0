import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosenProgram, requireFolder, requireSelection } from '../chosen-program';
import { APP_OPTION, type Command, OUTPUT_OPTION, printJson } from '../command';
import { CLAIMS_OPTION } from '../deployment/options';
import { EXIT, type ExitCode } from '../exit-code';
import { UsageError } from '../failure';
import { argoApplication, argoProject, argoRollingSet, mixesDestinations } from '../gitops/argocd';
import { deployableEnvironments, environmentFacts, type EnvironmentFacts } from '../gitops/environment-facts';
import { fluxObjects } from '../gitops/flux';
import { argoSettings, DEFAULTS, fluxSettings, givenSettings } from '../gitops/given-settings';
import { cloneAround } from '../gitops/repository';
import type { Manifest } from '../gitops/settings';
import { gitOpsText } from '../gitops/text';
import type { Given } from '../options';
import type { Terminal } from '../terminal';

const TOOLS = ['argocd', 'flux'] as const;

/** Options that mean something to one tool only. */
const OF_TOOLS = { argocd: ['cluster', 'rolling'], flux: ['repo-secret'] } as const;

/** Objects that belong together, and the environments that they are about. */
interface Part {
  /** Name of its file, without extension. */
  readonly name: string;
  readonly environments: readonly EnvironmentFacts[];
  readonly objects: readonly Manifest[];
}

/** What is written, with what should be known of it. */
interface Plan {
  readonly parts: readonly Part[];
  readonly notes: readonly string[];
}

/** What is to be done once it is known what the environments are made of. */
type Planner = (all: readonly EnvironmentFacts[]) => Plan;

function argoPlanner(given: Given, names: readonly string[]): Planner {
  const { settings: common, notes } = givenSettings(given, cloneAround(process.cwd()), 'HEAD');
  const settings = argoSettings(given, common, names);
  const isRolling = given.flag('rolling');
  if (isRolling && mixesDestinations(settings)) {
    throw new UsageError("'--rolling' needs all clusters by name, or all by URL: its template holds one of both");
  }
  return (all) => {
    const parts = all.map((facts) => ({
      name: facts.environment.name,
      environments: [facts],
      objects: [argoProject(facts, settings), ...(isRolling ? [] : [argoApplication(facts, settings)])],
    }));
    if (!isRolling) return { parts, notes };
    // What its environments need is said with their projects.
    const set = { name: 'applicationset', environments: [], objects: [argoRollingSet(all, settings)] };
    return { parts: [...parts, set], notes };
  };
}

function fluxPlanner(given: Given): Planner {
  const { settings: common, notes } = givenSettings(given, cloneAround(process.cwd()));
  const { settings, notes: more } = fluxSettings(given, common);
  return (all) => ({
    parts: all.map((facts) => ({
      name: facts.environment.name,
      environments: [facts],
      objects: fluxObjects(facts, settings),
    })),
    notes: [...notes, ...more],
  });
}

function write({ parts }: Plan, folder: string, terminal: Terminal): void {
  requireFolder(folder);
  mkdirSync(folder, { recursive: true });
  for (const { name, objects, environments } of parts) {
    writeFileSync(join(folder, `${name}.yaml`), gitOpsText(objects, environments));
    terminal.out(`${join(folder, `${name}.yaml`)}\n`);
  }
}

function requireTool(given: Given): (typeof TOOLS)[number] {
  const tool = TOOLS.find((each) => each === given.argument(0));
  if (tool === undefined) {
    throw new UsageError(`gitops: TOOL must be one of ${TOOLS.join(', ')}, got '${given.argument(0) ?? ''}'`);
  }
  const others = TOOLS.filter((each) => each !== tool).flatMap((each): readonly string[] => OF_TOOLS[each]);
  const wrong = others.find((name) => given.list(name).length > 0);
  if (wrong !== undefined) throw new UsageError(`gitops: '--${wrong}' means nothing to ${tool}: leave it out`);
  return tool;
}

async function run(given: Given, terminal: Terminal): Promise<ExitCode> {
  const tool = requireTool(given);
  const out = given.text('out');
  const isJson = given.text('output') === 'json';
  if (isJson && out !== undefined)
    throw new UsageError("'--out' writes files and '-o json' a document: give one of them");
  const program = await chosenProgram(given.text('app'));
  requireSelection(program, given.list('env'), []);
  const environments = deployableEnvironments(program, given.list('env'));
  const names = environments.map(({ name }) => name);
  const planner = tool === 'argocd' ? argoPlanner(given, names) : fluxPlanner(given);
  const all = environmentFacts(program, environments);
  const plan = planner(all);
  if (isJson) {
    const requiredSecrets = all.flatMap(({ environment, requiredSecrets: secrets }) =>
      secrets.map(({ namespace, name, type, keys }) => ({
        environment: environment.name,
        namespace,
        name,
        type,
        keys,
      })),
    );
    printJson(terminal, {
      tool,
      objects: plan.parts.flatMap(({ objects }) => objects),
      requiredSecrets,
      notes: plan.notes,
    });
    return EXIT.ok;
  }
  if (out === undefined)
    terminal.out(
      gitOpsText(
        plan.parts.flatMap(({ objects }) => objects),
        all,
      ),
    );
  else write(plan, out, terminal);
  for (const note of plan.notes) terminal.err(`note: ${note}\n`);
  return EXIT.ok;
}

/** `workshop gitops`: lets Argo CD or Flux keep environments as the repository has them. */
export const gitops: Command = {
  name: 'gitops',
  summary: 'Write the objects that let Argo CD or Flux deploy environments from a repository',
  positionals: ['TOOL'],
  options: {
    env: { kind: 'list', value: 'NAME', description: 'only this environment; all that run applications if not given' },
    repo: {
      kind: 'text',
      value: 'URL',
      description: "repository of the manifests; remote 'origin' if not given",
    },
    revision: {
      kind: 'text',
      value: 'REVISION',
      description: "branch, tag, commit or range of versions; the default branch of 'origin' if not given",
    },
    path: {
      kind: 'text',
      value: 'DIR',
      description: `folder of the output in the repository; ${DEFAULTS.path} if not given`,
    },
    out: {
      kind: 'text',
      value: 'DIR',
      description: 'folder to write to, a file for each environment; stdout if not given',
    },
    prefix: { kind: 'text', value: 'NAME', description: `beginning of all names; ${DEFAULTS.prefix} if not given` },
    'auto-sync': {
      kind: 'flag',
      description: 'follow the repository also where Secrets are not public',
    },
    'delete-claims': CLAIMS_OPTION,
    cluster: {
      kind: 'list',
      value: 'ENV=CLUSTER',
      description: 'Argo CD: cluster of an environment, by name or URL; its own if not given',
    },
    rolling: { kind: 'flag', description: 'Argo CD: one ApplicationSet that goes from environment to environment' },
    'repo-secret': { kind: 'text', value: 'NAME', description: 'Flux: Secret with credentials of the repository' },
    app: APP_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `
TOOL is argocd or flux. Argo CD gets an AppProject and an Application for each environment, Flux a GitRepository, and a
Kustomization for the namespaces and for each stack behind them. No network is asked.

Environments whose Secrets are not public wait until somebody says go (argocd app sync, flux resume), unless
--auto-sync is given; the Secrets that they need are listed in front. Claims, and namespaces in which they keep data,
are never deleted by the tool, unless --delete-claims is given.

With --rolling, Argo CD goes by stage and then by region, the least traffic first, each when those before are healthy:
its progressive syncs must be enabled for that.

Examples:
  workshop gitops argocd --env dev
  workshop gitops argocd --repo https://git.example.com/team/deploy.git --cluster staging=https://10.1.2.3:6443
  workshop gitops flux --env production-eastus --revision v1.4.0 --out clusters/eastus
`,
  run,
};
