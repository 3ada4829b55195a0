import { asPrintedBy, judgeOutput, judgeState, type Output, type Verdict } from '../checks';
import type { Check, OutputCheck, StateCheck } from '../model';
import { filledInAsFarAs } from '../stage';
import type { Playing } from './playing';

/** Whether it is about what the command of the step prints. */
export const isOutputCheck = (check: Check): check is Check & OutputCheck =>
  check.kind === 'prints' || check.kind === 'lines' || check.kind === 'table' || check.kind === 'exits';

/** Looks once whether something is as it should be; `output` is what the command of the step has printed. */
export async function judge(check: Check, output: Output | undefined, playing: Playing): Promise<Verdict> {
  const { stage, bindings, kubectlMinor } = playing;
  const filled = asPrintedBy(filledInAsFarAs(check, stage), kubectlMinor);
  if (isOutputCheck(filled)) return judgeOutput(filled, output ?? { text: '', exitCode: undefined }, bindings);
  return await judgeState(filled as StateCheck, {
    list: (resource, namespace) => stage.list(resource, namespace),
    ask: (command) => stage.ask(command),
    fetch: (url) => stage.fetch(url),
    file: (path) => stage.file(path),
    bindings,
  });
}
