// Runs programs and measures what they cost.
import { spawnSync } from 'node:child_process';

/**
 * CPU milliseconds, user and system, of a whole process and its children, with its stdout in `output`.
 *
 * The shell's `time` reads what the operating system counted: wall time would also measure what else the machine does.
 * Throws when the program fails.
 */
export function cpuMsOf([command, ...words], { output = '/dev/null', cwd } = {}) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$0" "$@" > "$OUTPUT"';
  const { status, stderr, error } = spawnSync('bash', ['-c', script, command, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', OUTPUT: output },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw new Error(`the bench needs bash to measure: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed:\n${stderr}`);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return (user + system) * 1000;
}

const median = (values) => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];

/**
 * Median cost of each of `commands`, by name. They take turns, so that a busy moment of the machine hits them alike.
 * A command is a list of words, or a function that prepares something and returns one.
 */
export function compare(commands, repetitions) {
  const costs = new Map(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < repetitions; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const { words, ...options } = typeof command === 'function' ? command() : { words: command };
      costs.get(name).push(cpuMsOf(words, options));
    }
  }
  return Object.fromEntries([...costs].map(([name, values]) => [name, median(values)]));
}
