import { sep } from 'node:path';

/**
 * Frames that are kept: enough to get from a block made deep inside a library to the program that uses the library.
 * Every frame costs.
 */
const FRAMES_MAX = 4;

/**
 * Where in a program a construct was made: kept as an unformatted stack, because most are never shown.
 * Formatting is what costs; capturing takes about a microsecond.
 */
export class SourceLocation {
  private readonly captured: { stack?: string } = {};
  private found: { readonly frame: string | undefined } | undefined;

  constructor(below: (...args: never[]) => unknown) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES_MAX;
    Error.captureStackTrace(this.captured, below);
    Error.stackTraceLimit = limit;
  }

  /** The frame of the program that made the construct, as `file:line:column` of the JavaScript that ran. */
  get frame(): string | undefined {
    this.found ??= { frame: this.find() };
    return this.found.frame;
  }

  private find(): string | undefined {
    const frames = (this.captured.stack ?? '')
      .split('\n')
      .map((line) => /\(?((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(line)?.[1])
      .filter((frame): frame is string => frame !== undefined && !frame.startsWith(__dirname + sep));
    return frames.find((frame) => !frame.includes(`${sep}node_modules${sep}`)) ?? frames[0];
  }
}
