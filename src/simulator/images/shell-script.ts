/** Well-known commands that end at once, with their exit codes. */
export const SIMPLE_COMMANDS: Readonly<Record<string, number>> = {
  ':': 0,
  cat: 0,
  cd: 0,
  chmod: 0,
  chown: 0,
  cp: 0,
  date: 0,
  echo: 0,
  env: 0,
  export: 0,
  false: 1,
  hostname: 0,
  id: 0,
  ln: 0,
  ls: 0,
  mkdir: 0,
  mv: 0,
  printenv: 0,
  printf: 0,
  pwd: 0,
  rm: 0,
  set: 0,
  test: 0,
  touch: 0,
  trap: 0,
  true: 0,
  uname: 0,
  whoami: 0,
};

/** What a script comes to. */
export interface ScriptOutcome {
  /** Virtual milliseconds before its end, or before `program` starts. */
  readonly afterMs: number;
  /** Absent when it never ends. */
  readonly exitCode?: number;
  /** A program that the script comes to and that is no well-known command. */
  readonly program?: readonly string[];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of an argument of `sleep`: `5`, `0.5`, `1h`, `infinity`. Infinity for what cannot be read. */
export function seconds(argument: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(argument);
  if (match === null) return Infinity;
  return Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1);
}

/** Loops, branches and functions: nobody reads them here. */
const COMPOUND = /(?:^|[\s;&|({])(?:while|until|for|if|case|function|select)\s|\(\)\s*\{|<<|\$\(|`/;

const words = (command: string): string[] =>
  (command.match(/'[^']*'|"[^"]*"|[^\s'"]+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));

/** A command without `exec` and assignments before it, and redirections behind it. */
function bare(command: string): string[] {
  const all = words(command.replace(/\d*>>?\s*(?:&\d|\S+)/g, ' ').replace(/<\s*\S+/g, ' '));
  const first = all.findIndex((word) => word !== 'exec' && !/^[A-Za-z_]\w*=/.test(word));
  return first < 0 ? [] : all.slice(first);
}

/**
 * Decides what a script for `sh -c` comes to, as far as it is a plain sequence of well-known commands joined by `;`, `&&`,
 * `||` and line ends; anything else never ends.
 */
export function decideScript(script: string): ScriptOutcome {
  if (COMPOUND.test(script)) return { afterMs: 0 };
  // Pieces alternate: command, separator, command.
  const pieces = script.trim().split(/(\s*(?:&&|\|\||;|\n)\s*)/);
  let afterMs = 0;
  let exitCode = 0;
  for (let index = 0; index < pieces.length; index += 2) {
    const joint = index === 0 ? ';' : (pieces[index - 1] ?? '').trim();
    if ((joint === '&&' && exitCode !== 0) || (joint === '||' && exitCode === 0)) continue;
    const [name, ...args] = bare(pieces[index] ?? '');
    if (name === undefined) continue;
    if (name === 'exit') return { afterMs, exitCode: args[0] === undefined ? exitCode : Number(args[0]) & 0xff };
    if (name === 'sleep') {
      const time = seconds(args[0] ?? '');
      if (!Number.isFinite(time)) return { afterMs };
      afterMs += time * 1000;
      exitCode = 0;
      continue;
    }
    const simple = SIMPLE_COMMANDS[name];
    if (simple === undefined) return { afterMs, program: [name, ...args] };
    exitCode = simple;
  }
  return { afterMs, exitCode };
}
