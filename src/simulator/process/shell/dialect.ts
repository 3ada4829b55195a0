/** Which shell it is: they differ in what they know and in the words of their errors. */
export type Dialect = 'bash' | 'dash' | 'busybox';

/** What a shell knows beyond POSIX. */
export interface DialectFeatures {
  /** `[[ ]]`, `function name`, `source`, `<<<`, `&>`, `${x/a/b}`, `${x:1:2}`, `$'...'`. */
  readonly hasBashWords: boolean;
  /** `((...))`, `for ((;;))`, arrays, `{a,b}`, `${x^^}`, `${!x}`, `|&`. */
  readonly hasArrays: boolean;
  /** `time`, a word before a pipeline; elsewhere it is a program. */
  readonly hasTime: boolean;
  /** Whether `echo` knows `-e`. */
  readonly hasEchoOptions: boolean;
  /** Whether `echo` replaces `\n` and others unasked. */
  readonly echoEscapes: boolean;
  /** Code when a shell ends for an error of its own. */
  readonly errorCode: number;
}

/** Source: bash 5.2, dash 0.5.12 and busybox 1.35 as built by Debian and Docker, compared by running them. */
export const DIALECTS: Readonly<Record<Dialect, DialectFeatures>> = {
  bash: { hasBashWords: true, hasArrays: true, hasTime: true, hasEchoOptions: true, echoEscapes: false, errorCode: 1 },
  dash: {
    hasBashWords: false,
    hasArrays: false,
    hasTime: false,
    hasEchoOptions: false,
    echoEscapes: true,
    errorCode: 2,
  },
  busybox: {
    hasBashWords: true,
    hasArrays: false,
    hasTime: false,
    hasEchoOptions: true,
    echoEscapes: false,
    errorCode: 2,
  },
};
