import type { Coroutine } from '../../process';
import { chroot } from './chroot';
import { environmentTools } from './environment-tools';
import { ps } from './process-list';
import { runProgram } from './run-program';
import { signalTools } from './signal-tools';
import { stty } from './stty';
import { timingTools } from './timing-tools';
import type { Tool, ToolCall } from './tool';
import { top } from './top';
import { xargs } from './xargs';

function* nohup(call: ToolCall): Coroutine<number> {
  call.process.onSignal('HUP', 'ignore');
  return (yield* runProgram(call, call.args)).code;
}

/** Tools that start, watch and end processes. */
export const processTools: Readonly<Record<string, Tool>> = {
  ...environmentTools,
  ...signalTools,
  ...timingTools,
  chroot,
  nohup,
  ps,
  stty,
  top,
  xargs,
};
