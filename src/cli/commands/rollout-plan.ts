import type { Redaction } from '../../deploy';
import { chosenProgram } from '../chosen-program';
import { APP_OPTION, type Command, printJson } from '../command';
import { interruptible } from '../deployment/cluster';
import { LINES_OPTION, LOCK_TIMEOUT_OPTION, SECRET_OPTIONS, TIMEOUT_OPTION, YES_OPTION } from '../deployment/options';
import type { DeploymentReport } from '../deployment/report';
import { reported } from '../deployment/run';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import { carryOut, goBack } from '../rollout/carry-out';
import { CLUSTER_OPTIONS, ClusterChoices } from '../rollout/cluster-options';
import { planDocument, planText } from '../rollout/plan-text';
import { closeAll, productionEnvironments, reachAll } from '../rollout/regions';
import { gateOf, GATE_OPTIONS } from '../rollout/rollout-options';
import { plannedRollout, versionOf, withoutOthers } from '../rollout/planned-rollout';
import type { Terminal } from '../terminal';

async function rolloutWith(
  given: Given,
  terminal: Terminal,
  report: DeploymentReport,
  redaction: Redaction,
): Promise<ExitCode> {
  const gate = gateOf(given);
  const isCarriedOut = given.flag('apply') || given.flag('rollback');
  const isJson = given.text('output') === 'json';
  const stack = given.argument(0) as string;
  const program = await chosenProgram(given.text('app'));
  const version = versionOf(program, stack, given.text('release'));
  const choices = new ClusterChoices(given, program.environments);
  return await interruptible(report, async (signal) => {
    const environments = productionEnvironments(program).filter(({ stacks }) => stack in stacks);
    const reached = await reachAll(environments, [stack], choices, signal);
    try {
      const plan = plannedRollout(program, stack, version, reached);
      const chosen = withoutOthers(plan, given.list('env'));
      const contexts = new Map(
        reached.map(({ environment, session }) => [environment.name, session?.target.context ?? '-']),
      );
      if (!isJson) terminal.out(planText(plan, contexts, gate.soak, terminal.hasColorsOut));
      else if (isCarriedOut) report.note(`${stack} ${version}`, { type: 'plan', ...planDocument(plan, contexts) });
      else printJson(terminal, planDocument(plan, contexts));
      const carried = { program, plan, reached, gate, given, terminal, report, redaction, signal };
      if (given.flag('rollback') && !given.flag('apply')) {
        return await goBack(loadDeploy().regionsToTakeBack(plan, given.list('env')), carried);
      }
      if (plan.refusal !== undefined) {
        if (isCarriedOut) report.end(`refused: ${plan.refusal}`, { isDone: false });
        return EXIT.wrong;
      }
      if (isCarriedOut) return await carryOut(chosen, carried);
      if (chosen.some(({ step }) => step === 'unknown')) return EXIT.notRun;
      const isOver = chosen.every(({ step }) => step === 'none');
      if (!isJson)
        terminal.out(isOver ? 'nothing to do\n' : `carry it out with: workshop rollout-plan ${stack} --apply\n`);
      return EXIT.ok;
    } finally {
      closeAll(reached);
    }
  });
}

/** `workshop rollout-plan`: how a version reaches the regions of the world. */
export const rolloutPlan: Command = {
  name: 'rollout-plan',
  summary: 'Plan how a version reaches all regions, lowest traffic first; with --apply carry it out',
  positionals: ['STACK'],
  options: {
    release: { kind: 'text', value: 'vN', description: 'the version; that of stage Release if not given' },
    apply: { kind: 'flag', description: 'carry it out, region by region; stops at the first that fails' },
    rollback: {
      kind: 'flag',
      description:
        'take regions where it did not arrive back to their version before; with --apply: a region that fails',
    },
    env: { kind: 'list', value: 'NAME', description: 'only the region of this environment' },
    ...GATE_OPTIONS,
    ...CLUSTER_OPTIONS,
    ...SECRET_OPTIONS,
    'force-conflicts': { kind: 'flag', description: 'take over fields that others own with other values' },
    timeout: TIMEOUT_OPTION,
    'lock-timeout': LOCK_TIMEOUT_OPTION,
    yes: YES_OPTION,
    app: APP_OPTION,
    output: {
      ...LINES_OPTION,
      description: 'form of the result; json is one document, with --apply one line for each thing that happens',
    },
  },
  details: `
Regions are environments with a region, and follow a stage: those whose stage points at the version take part, in the
order of their traffic. The plan is computed from what is live in the clusters, so that the same command goes on after
whatever ended it, and changes nothing when everything is there.

Each region gets the version as by 'workshop apply --stack', is waited for until it is ready, and is watched for the
soak time: its objects, and the checks, have to be well all the time. Before the next region follows, those before it
must still have it and be ready. What a region has been through is noted in annotations of its set's parent. At most
three versions may be active at once, in all environments that run the stack; a fourth is refused.

A cluster is the context that an environment names, or one called like it or its region, or what --context says.

Examples:
  workshop rollout-plan frontend-layout
  workshop rollout-plan frontend-layout --apply --soak 1h --check-url https://{region}.example.com/healthz
  workshop rollout-plan frontend-layout --apply --rollback --yes --context production-eastus=east
  workshop rollout-plan frontend-layout --rollback --env production-eastus
`,
  run: (given, terminal) =>
    reported(given, terminal, (report, redaction) => rolloutWith(given, terminal, report, redaction)),
};
