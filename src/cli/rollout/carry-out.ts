import type {
  Check,
  PlannedRegion,
  Redaction,
  RolledOut,
  RolloutEvent,
  RolloutPlan,
  RolloutRegion,
} from '../../deploy';
import type { Program } from '../../workshop/synthesis';
import { confirm } from '../deployment/confirmation';
import { lockTimeoutOf, timeoutOf } from '../deployment/options';
import { prepareEnvironment } from '../deployment/preparation';
import type { DeploymentReport } from '../deployment/report';
import { EXIT, type ExitCode } from '../exit-code';
import { loadDeploy } from '../load';
import type { Given } from '../options';
import type { Terminal } from '../terminal';
import { type ReachedEnvironment, scopeOf } from './regions';
import type { Gate } from './rollout-options';
import { versionManifests } from './version-manifests';

/** What a rollout needs to be carried out. */
export interface CarriedOut {
  readonly program: Program;
  readonly plan: RolloutPlan;
  readonly reached: readonly ReachedEnvironment[];
  readonly gate: Gate;
  readonly given: Given;
  readonly terminal: Terminal;
  readonly report: DeploymentReport;
  /** Learns the secret values of all regions. */
  readonly redaction: Redaction;
  readonly signal: AbortSignal;
}

const contextOf = ({ session }: ReachedEnvironment): string => session?.target.context ?? '';

function checksOf(planned: PlannedRegion, context: string, { plan, gate }: CarriedOut): Check[] {
  const { commandCheck, urlCheck } = loadDeploy();
  const { stack, version } = plan;
  const region = { environment: planned.name, region: planned.region.name, stack, version, context };
  const url = gate.url ?? planned.region.checkUrl;
  return [
    ...(url === undefined ? [] : [urlCheck(url, region)]),
    ...(gate.command === undefined ? [] : [commandCheck(gate.command, region)]),
  ];
}

function regionsOf(
  planned: readonly PlannedRegion[],
  carried: CarriedOut,
): { readonly region: RolloutRegion; readonly reached: ReachedEnvironment }[] {
  const { program, plan, reached: all, given, report, redaction } = carried;
  return planned.map((each) => {
    const reached = all.find(({ environment }) => environment.name === each.name);
    const { ClusterError } = loadDeploy();
    if (reached?.session === undefined) {
      throw new ClusterError('unreachable', `${each.name}: ${each.problem ?? 'its cluster is not known'}`);
    }
    const { environment, session } = reached;
    let isTold = false;
    const region: RolloutRegion = {
      planned: each,
      session,
      scope: scopeOf(environment, [plan.stack]),
      prepare: (version) => {
        const deployed = versionManifests(program, environment, plan.stack, version);
        // Where Secrets come from is said once, before anything changes.
        const told = isTold ? {} : { report };
        isTold = true;
        return prepareEnvironment(session, deployed, given, { redaction, ...told });
      },
      checks: checksOf(each, contextOf(reached), carried),
    };
    return { region, reached };
  });
}

/** Lines for what happens to regions; what happens to objects is told as by `apply`. */
function listenerOf({ report }: CarriedOut): (event: RolloutEvent) => void {
  let lastFinding: string | undefined;
  return (event) => {
    if (event.type === 'region') {
      lastFinding = undefined;
      report.note(`${event.state.padEnd(10)} ${event.environment}: ${event.message}`, { ...event });
    } else if (event.type === 'soaking') {
      const { environment, leftMs, finding } = event;
      if (finding !== undefined && finding !== lastFinding) {
        report.note(`not well   ${environment}: ${finding}`, { type: 'finding', environment, finding });
      }
      lastFinding = finding;
      report.progress(`${environment} is watched for ${Math.ceil(leftMs / 1000)} s more`);
    } else report.event(event);
  };
}

async function ask(
  words: string,
  chosen: readonly { readonly reached: ReachedEnvironment }[],
  { given, terminal }: CarriedOut,
): Promise<void> {
  if (chosen.every(({ reached }) => reached.environment.secrets !== 'reference')) return;
  const where = chosen.map(({ reached }) => `${reached.environment.name} (context ${contextOf(reached)})`).join(', ');
  await confirm(given, `${words} ${where}`, { input: process.stdin, terminal });
}

function settingsOf(carried: CarriedOut): Parameters<ReturnType<typeof loadDeploy>['takeBack']>[2] {
  const { given, plan, gate, redaction, signal } = carried;
  return {
    stack: plan.stack,
    soakMs: gate.soakMs,
    graceMs: gate.graceMs,
    isForced: given.flag('force-conflicts'),
    timeoutMs: timeoutOf(given),
    lockWaitMs: lockTimeoutOf(given),
    deletesClaims: false,
    redaction,
    listener: listenerOf(carried),
    signal,
  };
}

/** What can be done after a stop. */
function adviceFor({ stopped }: RolledOut, { stack }: RolloutPlan): string[] {
  if (stopped === undefined) return [];
  const { environment, previous, isBack, untouched } = stopped;
  return [
    ...(untouched.length === 0 ? [] : [`not touched: ${untouched.join(', ')}`]),
    `go on with: workshop rollout-plan ${stack} --apply`,
    ...(previous === undefined || isBack
      ? []
      : [`go back to ${previous} with: workshop rollout-plan ${stack} --rollback --env ${environment}`]),
  ];
}

/** Brings the regions of a plan to its version, one after another. */
export async function carryOut(planned: readonly PlannedRegion[], carried: CarriedOut): Promise<ExitCode> {
  const { plan, given, report } = carried;
  const chosen = regionsOf(planned, carried);
  const begun = chosen.filter(({ region }) => region.planned.step !== 'none');
  if (begun.length === 0) {
    report.end(`nothing to do: ${plan.stack} ${plan.version} has arrived`, { isDone: true });
    return EXIT.ok;
  }
  // What is missing anywhere is said before anything changes anywhere.
  for (const { region } of begun) await region.prepare(plan.version);
  await ask(`roll out ${plan.stack} ${plan.version} to`, begun, carried);
  const result = await loadDeploy().rollOut(
    plan.version,
    chosen.map(({ region }) => region),
    { ...settingsOf(carried), takesBack: given.flag('rollback') },
  );
  const { stopped, passed } = result;
  for (const line of adviceFor(result, plan)) report.note(line, { type: 'advice' });
  const words =
    stopped === undefined
      ? `${plan.stack} ${plan.version} has arrived: ${passed.join(', ')}`
      : `not done: ${plan.stack} ${plan.version} stopped at ${stopped.environment}: ${stopped.reason}`;
  report.end(words, { isDone: stopped === undefined, ...result });
  return stopped === undefined ? EXIT.ok : EXIT.wrong;
}

/** Takes regions back to what they had before the version of a plan. */
export async function goBack(planned: readonly PlannedRegion[], carried: CarriedOut): Promise<ExitCode> {
  const { plan, report } = carried;
  const { stack, version } = plan;
  if (planned.length === 0) {
    report.end(`nothing to take back: no region is on its way to ${stack} ${version}; name one with --env`, {
      isDone: true,
    });
    return EXIT.ok;
  }
  const chosen = regionsOf(planned, carried);
  await ask(`take ${stack} ${version} away from`, chosen, carried);
  const regions = chosen.map(({ region }) => region);
  const result = await loadDeploy().takeBack(version, regions, settingsOf(carried));
  const isDone = result.failed.length === 0;
  const [first] = result.failed;
  if (first === undefined) {
    const advice = `the pointer still says ${version}: workshop promote ${stack} --stage ${planned[0]?.stage ?? ''} --version vN moves it`;
    report.note(advice, { type: 'advice' });
  }
  const words = isDone
    ? `taken back: ${result.back.join(', ')}`
    : `not done: ${first?.environment ?? ''} did not go back: ${first?.reason ?? ''}`;
  report.end(words, { isDone, ...result });
  return isDone ? EXIT.ok : EXIT.wrong;
}
