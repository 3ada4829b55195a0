/** The registry of subcommands; a new one is a file here and a line below. */
import type { Command } from '../command';
import { cluster } from './cluster';
import { helpOver } from './help';
import { layout } from './layout';
import { promote } from './promote';
import { release } from './release';
import { releases } from './releases';
import { simulate } from './simulate';
import { synth } from './synth';
import { urls } from './urls';

const working: readonly Command[] = [synth, simulate, urls, cluster, release, releases, promote, layout];

/** Every subcommand, in the order of the help. */
export const commands: readonly Command[] = [...working, helpOver(working)];
