/** A part of an object: what it names must be so, what it does not name may be anything; texts may be patterns. */
export type Partial = { readonly [key: string]: unknown };

/** The whole text that the command of the step prints. */
export interface Prints {
  readonly kind: 'prints';
  readonly text: string;
}

/** Whole lines of what the command prints, in this order, among others; runs of blanks count as one. */
export interface PrintsLines {
  readonly kind: 'lines';
  readonly lines: readonly string[];
}

/** Rows of the table that the command prints, by column, in any order. */
export interface PrintsTable {
  readonly kind: 'table';
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** Whether other rows may stand beside them. */
  readonly others: boolean;
}

/** How the command ends: 0 when no such check is there. */
export interface Exits {
  readonly kind: 'exits';
  /** The code; undefined for any but 0. */
  readonly code: number | undefined;
}

/** An object of the cluster. */
export interface Has {
  readonly kind: 'object';
  /** `pods/db`, `deployments/rng`; the resource as kubectl names it. */
  readonly object: string;
  /** @default 'default' */
  readonly namespace?: string;
  readonly is: Partial;
}

/** An object that is not there. */
export interface Gone {
  readonly kind: 'gone';
  readonly object: string;
  readonly namespace?: string;
}

/** How many objects there are. */
export interface Amount {
  readonly kind: 'amount';
  /** `pods`. */
  readonly resource: string;
  readonly namespace?: string;
  /** Label selector of equalities: `app=rng`, `!isactive`. @default - all */
  readonly selector?: string;
  readonly count: number;
  /** What each must be like to be counted. @default - anything */
  readonly is?: Partial;
}

/** An event about an object. */
export interface Happened {
  readonly kind: 'event';
  /** `pods/db`; the name may be a pattern. */
  readonly about: string;
  readonly namespace?: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  /** The whole message, or a pattern. @default - any */
  readonly message?: string;
}

/** What a command answers that the participant need not type. */
export interface Asks {
  readonly kind: 'asks';
  readonly run: string;
  readonly see: readonly (Prints | PrintsLines | PrintsTable | Exits)[];
}

/** What a page answers to this machine. */
export interface Answers {
  readonly kind: 'answers';
  /** With placeholders: `{{url svc/webui}}index.html`. */
  readonly url: string;
  readonly status: number;
  /** A text that its body holds. @default - any body */
  readonly body?: string;
}

/** A file in the folder of the exercise. */
export interface FileHolds {
  readonly kind: 'file';
  readonly path: string;
  /** Whole lines that it holds, in this order, among others. */
  readonly lines: readonly string[];
}

/** What the command of a step says. */
export type OutputCheck = Prints | PrintsLines | PrintsTable | Exits;

/** What is so, whoever asks. */
export type StateCheck = Has | Gone | Amount | Happened | Asks | Answers | FileHolds;

/** Something that must be seen. */
export type Check = (OutputCheck | StateCheck) & {
  /** Whether it may hold before the step already: the step keeps it, or only looks. @default false */
  readonly isUnchanged?: boolean;
};

/** The command prints exactly `text` (both outputs, in the order of time), which may be a pattern. */
export const prints = (text: string): Check => ({ kind: 'prints', text });

/** The command prints these lines, in this order, among others. */
export const lines = (...texts: readonly string[]): Check => ({ kind: 'lines', lines: texts });

/** The command prints a table of exactly these rows; only the named columns are compared. */
export const table = (...rows: readonly Readonly<Record<string, string>>[]): Check => ({
  kind: 'table',
  rows,
  others: false,
});

/** The command prints a table with these rows, among others. */
export const rows = (...some: readonly Readonly<Record<string, string>>[]): Check => ({
  kind: 'table',
  rows: some,
  others: true,
});

/** The command ends with `code`; with any but 0 when none is named. */
export const fails = (code?: number): Check => ({ kind: 'exits', code });

/** There is such an object: `has('pods/db', { status: { phase: 'Running' } })`. */
export const has = (object: string, is: Partial = {}, namespace?: string): Check => ({
  kind: 'object',
  object,
  is,
  ...(namespace === undefined ? {} : { namespace }),
});

/** There is no such object. */
export const gone = (object: string, namespace?: string): Check => ({
  kind: 'gone',
  object,
  ...(namespace === undefined ? {} : { namespace }),
});

/** There are so many objects. */
export const amount = (
  count: number,
  resource: string,
  selector?: string,
  is?: Partial,
  namespace?: string,
): Check => ({
  kind: 'amount',
  count,
  resource,
  ...(selector === undefined ? {} : { selector }),
  ...(is === undefined ? {} : { is }),
  ...(namespace === undefined ? {} : { namespace }),
});

/** Something was told about an object: `event('pods/db', 'Warning', 'BackOff', 'Back-off ...')`. */
export const event = (
  about: string,
  type: 'Normal' | 'Warning',
  reason: string,
  message?: string,
  namespace?: string,
): Check => ({
  kind: 'event',
  about,
  type,
  reason,
  ...(message === undefined ? {} : { message }),
  ...(namespace === undefined ? {} : { namespace }),
});

/** A command, typed by nobody, answers so. */
export const asks = (run: string, ...see: readonly Check[]): Check => ({
  kind: 'asks',
  run,
  see: see as readonly OutputCheck[],
});

/** A page answers this machine with `status`, and a body that holds `body`. */
export const answers = (url: string, status: number, body?: string): Check => ({
  kind: 'answers',
  url,
  status,
  ...(body === undefined ? {} : { body }),
});

/** A file of the exercise holds these lines, in this order, among others. */
export const file = (path: string, ...some: readonly string[]): Check => ({ kind: 'file', path, lines: some });

/** `check`, which may hold before the step. */
export const unchanged = (check: Check): Check => ({ ...check, isUnchanged: true });
