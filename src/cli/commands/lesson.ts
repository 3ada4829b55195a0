import { join } from 'node:path';
import { type Command, OUTPUT_OPTION } from '../command';
import { UsageError } from '../failure';
import { chosenExercises, shardOf } from '../lessons/choose';
import { checkLessons } from '../lessons/check-lessons';
import { findKubectl } from '../lessons/find-kubectl';
import { followLessons } from '../lessons/follow-lesson';
import { numberOption } from '../number-option';
import type { Given } from '../options';
import { PACKAGE_FOLDER } from '../package-folder';

const SPEEDS = { check: 20, auto: 20, follow: 1 } as const;

/** Options that only a check understands. */
const CHECKING = ['all', 'shard', 'junit', 'in-order'] as const;

const OURSELVES = [process.execPath, join(PACKAGE_FOLDER, 'bin', 'workshop.js')];

function refuseCombinations(given: Given): void {
  const [isCheck, isAuto] = [given.flag('check'), given.flag('auto')];
  if (isCheck && isAuto) throw new UsageError("'--check' types the commands as well: leave out '--auto'");
  const other = CHECKING.find((name) => given.flag(name));
  if (!isCheck && other !== undefined) throw new UsageError(`'--${other}' goes with '--check'`);
  if (!isCheck && given.text('output') === 'json') throw new UsageError("'-o json' goes with '--check'");
  const names = given.argument(0) === undefined ? 0 : 1;
  if (given.flag('all') && names > 0) throw new UsageError("'--all' plays every exercise: leave out the name");
  if (!given.flag('all') && names === 0)
    throw new UsageError("lesson: needs NAME, or '--all --check'; 'workshop lessons' lists them");
}

/** `workshop lesson`: an exercise, with a real kubectl on a simulated cluster. */
export const lesson: Command = {
  name: 'lesson',
  summary: 'Learn an exercise of the workshops, or verify that exercises show what they promise',
  positionals: ['[NAME]'],
  options: {
    auto: { kind: 'flag', description: 'type the commands for me, and show what they print' },
    check: { kind: 'flag', description: 'type all commands and verify everything that must be seen' },
    all: { kind: 'flag', description: 'with --check: every exercise' },
    'in-order': { kind: 'flag', description: 'with --check: one after the other on one cluster, as the texts do' },
    shard: { kind: 'text', value: 'I/N', description: 'with --check: every Nth exercise, from the Ith' },
    junit: { kind: 'text', value: 'FILE', description: 'with --check: results for continuous integration' },
    'from-start': { kind: 'flag', description: 'begin with the first step, whatever was done before' },
    kubectl: {
      kind: 'text',
      value: 'FILE',
      description: 'the kubectl to type with; KUBECTL or that of PATH if not given',
    },
    kubeconfig: { kind: 'text', value: 'FILE', description: 'kubeconfig to write; a temporary one if not given' },
    port: { kind: 'text', value: 'P', description: 'port on 127.0.0.1; any free one if not given' },
    speed: {
      kind: 'text',
      value: 'N',
      description: `seconds of the cluster in one of yours; ${SPEEDS.follow}, and ${SPEEDS.check} with --auto and --check`,
    },
    output: OUTPUT_OPTION,
  },
  details: `
An exercise gets a cluster with everything that it begins with. You type the commands in another terminal, with your own
kubectl; each step is recognised in the cluster, or you press Enter. What you have done is kept: the same command goes
on where you stopped. Ctrl-C ends the cluster and leaves nothing running.

NAME is an exercise (AWSME-22), a chapter (KUAR05) or a workshop (COINS): their exercises follow each other on one
cluster, as in the text. --check types every command with kubectl and compares whole outputs, tables, objects, events
and pages with what the lesson promises; what holds before its step already is reported as vacuous. Exit code 3:
nothing is wrong, but pages could not be opened for want of a browser.

Examples:
  workshop lesson AWSME-22
  workshop lesson COINS
  workshop lesson COINS-28 --auto
  workshop lesson KUAR05 --check
  workshop lesson --all --check --shard 1/4 --junit lessons.xml
`,
  run: async (given, terminal) => {
    refuseCombinations(given);
    const name = given.argument(0);
    const chosen = shardOf(chosenExercises(name === undefined ? [] : [name]), given.text('shard'));
    const kubectl = findKubectl(given.text('kubectl'));
    const isCheck = given.flag('check');
    const otherwise = isCheck ? SPEEDS.check : given.flag('auto') ? SPEEDS.auto : SPEEDS.follow;
    const speed = numberOption(given, 'speed', { min: 0.1, max: 1000, otherwise, isFraction: true });
    if (isCheck) {
      const junit = given.text('junit');
      return await checkLessons(
        chosen,
        {
          kubectl,
          workshop: OURSELVES,
          speed,
          inOrder: given.flag('in-order'),
          ...(junit === undefined ? {} : { junit }),
          isJson: given.text('output') === 'json',
        },
        terminal,
      );
    }
    return await followLessons(
      chosen,
      {
        name: (name ?? '').toUpperCase(),
        isOne: chosen.length === 1,
        kubectl,
        workshop: OURSELVES,
        isAuto: given.flag('auto'),
        speed,
        port: numberOption(given, 'port', { min: 0, max: 65_535, otherwise: 0 }),
        kubeconfig: given.text('kubeconfig'),
        fromStart: given.flag('from-start'),
        input: process.stdin,
      },
      terminal,
    );
  },
};
