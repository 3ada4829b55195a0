import type { ToolCall } from './tool';

/** What a command line asks for. */
export interface TarCall {
  /** The tool with its process. */
  readonly call: ToolCall;
  /** -v: names are printed. */
  readonly isVerbose: boolean;
  /** -f: the archive; `-` for stdin and stdout. */
  readonly file: string;
  /** -z: the archive is compressed. */
  readonly isCompressed: boolean;
  /** -C: where names begin. */
  readonly directory: string;
  /** Without -m: files get the time that the archive says. */
  readonly keepsTimes: boolean;
  /** --strip-components: parts that names lose at their beginning. */
  readonly strip: number;
  /** -O: contents go to stdout. */
  readonly toStdout: boolean;
  /** What to archive or to take out; none is everything. */
  readonly names: readonly string[];
}
