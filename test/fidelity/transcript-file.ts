import { readFileSync } from 'node:fs';

/** A command and what came back. */
export interface Step {
  /** Shell text, several lines for a here-document. */
  readonly command: string;
  /** Standard output and standard error as they came, without the last line end. */
  readonly output: string;
  /** 0 when the transcript says nothing. */
  readonly exitCode: number;
  /** Remarks right before the command, without `# `. */
  readonly remarks: readonly string[];
}

/** One exercise as it was typed on a real cluster. */
export interface Transcript {
  /** Id of the exercise: `AWSME-01`. */
  readonly id: string;
  readonly title: string;
  /** Folder of manifests in which the commands ran. */
  readonly folder: string;
  readonly namespace: string;
  readonly steps: readonly Step[];
}

const EXIT = /^\[exit (\d+)\]$/;

/** Where a block of remarks that begins at `index` ends. */
function endOfRemarks(lines: readonly string[], index: number): number {
  let at = index;
  while (lines[at]?.startsWith('# ') === true) at += 1;
  return at;
}

/** Whether a command begins at `index`, or remarks right before one. */
const beginsStep = (lines: readonly string[], index: number): boolean =>
  lines[endOfRemarks(lines, index)]?.startsWith('$ ') === true;

/** Whether remarks of their own begin at `index`: a command or nothing more follows them. */
function isAside(lines: readonly string[], index: number): boolean {
  const end = endOfRemarks(lines, index);
  return end > index && (end >= lines.length || (lines[end] === '' && beginsStep(lines, end + 1)));
}

/** Whether the output of a command has ended before `index`. */
const endsOutput = (lines: readonly string[], index: number): boolean =>
  beginsStep(lines, index) || (lines[index] === '' && (beginsStep(lines, index + 1) || isAside(lines, index + 1)));

/**
 * Reads a transcript; its format is told in the README beside the transcripts.
 *
 * @throws Error for a file without its two head lines.
 */
export function readTranscript(path: string): Transcript {
  const lines = readFileSync(path, 'utf8').replace(/\n+$/, '').split('\n');
  const title = /^# ([A-Z0-9]+-\d+): (.*)$/.exec(lines[0] ?? '');
  const place = /^# folder: (\S+), namespace: (\S+)$/.exec(lines[1] ?? '');
  if (title === null || place === null) throw new Error(`${path}: the first two lines must name exercise and folder`);
  const steps: Step[] = [];
  let remarks: string[] = [];
  let at = 2;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    at += 1;
    if (line.startsWith('# ')) remarks.push(line.slice(2));
    if (!line.startsWith('$ ')) continue;
    const command = [line.slice(2)];
    for (; lines[at]?.startsWith('> ') === true || lines[at] === '>'; at += 1) command.push((lines[at] ?? '').slice(2));
    const output: string[] = [];
    while (at < lines.length && !endsOutput(lines, at)) {
      output.push(lines[at] ?? '');
      at += 1;
    }
    const exit = EXIT.exec(output.at(-1) ?? '');
    if (exit !== null) output.pop();
    const step = { command: command.join('\n'), output: output.join('\n'), exitCode: Number(exit?.[1] ?? 0), remarks };
    steps.push(step);
    remarks = [];
  }
  const [, id = '', text = ''] = title;
  const [, folder = '', namespace = ''] = place;
  return { id, title: text, folder, namespace, steps };
}
