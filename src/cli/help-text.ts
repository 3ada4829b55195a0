import type { Command } from './command';
import { EXIT_CODES_HELP } from './exit-code';
import type { Option } from './options';

const WIDTH = 100;

/** `text` in lines of at most `WIDTH` columns, the later ones behind `indent`. */
function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** Two columns. */
function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 4;
  return rows.map(([left, right]) => `  ${left.padEnd(width - 2)}${wrapped(right, width)}\n`).join('');
}

const placeholderOf = ({ kind, words, value }: Option): string =>
  kind === 'flag' ? '' : ` ${value ?? words?.join('|') ?? 'VALUE'}`;

function optionRow([name, option]: readonly [string, Option]): readonly [string, string] {
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  const more = option.kind === 'list' ? '; may be repeated, or hold several separated by commas' : '';
  return [`${short}--${name}${placeholderOf(option)}`, `${option.description}${more}`];
}

/** `workshop synth [--env NAME ...]`: how a command is written. */
export function usageOf({ name, positionals, rest, options }: Command): string {
  const parts = Object.entries(options)
    .filter(([long]) => long !== 'help')
    .map(([long, option]) => {
      const head = option.short === undefined ? `--${long}` : `-${option.short}`;
      const part = `${head}${placeholderOf(option)}${option.kind === 'list' ? ' ...' : ''}`;
      return option.isRequired === true ? part : `[${part}]`;
    });
  const behind = rest === undefined ? [] : [`[-- ${rest}]`];
  return wrapped(['workshop', name, ...positionals, ...parts, ...behind].join(' '), 6);
}

/** The help of one command. */
export function helpOf(command: Command): string {
  return [
    `${command.summary}\n`,
    `Usage:\n  ${usageOf(command)}\n`,
    `Options:\n${table(Object.entries(command.options).map(optionRow))}`,
    command.details === '' ? '' : `${command.details.trim()}\n`,
    `Exit codes:\n${EXIT_CODES_HELP.map((line) => `  ${line}\n`).join('')}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** The help of the program. */
export function helpOfAll(commands: readonly Command[]): string {
  return [
    'Kubernetes manifests for every application of the workshops, in every environment.\n',
    'Usage:\n  workshop COMMAND [options]\n',
    `Commands:\n${table(commands.map(({ name, positionals, summary }) => [[name, ...positionals].join(' '), summary]))}`,
    `Options:\n${table([
      ['-h, --help', 'this help; behind a command: its own'],
      ['    --version', 'the version'],
    ])}`,
    "Begin with 'workshop synth', then look into 'dist'.\n",
    `Exit codes:\n${EXIT_CODES_HELP.map((line) => `  ${line}\n`).join('')}`,
    'Environment variables:\n  NO_COLOR        no colours on a terminal\n  WORKSHOP_DEBUG  show the stack of an error\n',
  ].join('\n');
}
