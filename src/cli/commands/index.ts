/** The registry of subcommands; a new one is a file here and a line below. */
import type { Command } from '../command';
import { apply } from './apply';
import { check } from './check';
import { cluster } from './cluster';
import { destroy } from './destroy';
import { diff } from './diff';
import { doctor } from './doctor';
import { gitops } from './gitops';
import { helpOver } from './help';
import { init } from './init';
import { layout } from './layout';
import { lesson } from './lesson';
import { lessons } from './lessons';
import { promote } from './promote';
import { release } from './release';
import { releases } from './releases';
import { rolloutPlan } from './rollout-plan';
import { simulate } from './simulate';
import { status } from './status';
import { synth } from './synth';
import { urls } from './urls';

const working: readonly Command[] = [
  synth,
  check,
  simulate,
  urls,
  cluster,
  lessons,
  lesson,
  diff,
  apply,
  status,
  destroy,
  gitops,
  release,
  releases,
  promote,
  rolloutPlan,
  layout,
  init,
  doctor,
];

/** Every subcommand, in the order of the help. */
export const commands: readonly Command[] = [...working, helpOver(working)];
