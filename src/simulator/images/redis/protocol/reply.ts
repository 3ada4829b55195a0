/** A short answer without line ends: `OK`. */
export class StatusReply {
  constructor(readonly text: string) {}
}

/** An answer that says what went wrong: `ERR unknown command`. */
export class ErrorReply {
  constructor(readonly text: string) {}
}

/** Names and values: a flat list to clients that speak RESP2. */
export class MapReply {
  constructor(readonly entries: readonly (readonly [Reply, Reply])[]) {}
}

/** A number with a fraction: text to clients that speak RESP2. */
export class DoubleReply {
  constructor(
    readonly value: number,
    /** Its digits, which differ by release. */
    readonly text: string,
  ) {}
}

/** Text that a client shows as it is: `INFO`. */
export class VerbatimReply {
  constructor(readonly text: string) {}
}

/** What comes unasked: messages of channels. A list to clients that speak RESP2. */
export class PushReply {
  constructor(readonly items: readonly Reply[]) {}
}

/** No list: what a blocking command answers when its time is over. */
export class NullListReply {
  readonly type = 'null list';
}

/** What a command answers. Strings are byte texts, and sent as bulks; null is the answer where there is nothing. */
export type Reply =
  | string
  | number
  | bigint
  | null
  | readonly Reply[]
  | StatusReply
  | ErrorReply
  | MapReply
  | DoubleReply
  | VerbatimReply
  | PushReply
  | NullListReply;

/** What most commands answer that change something. */
export const OK = new StatusReply('OK');

/** No list. */
export const NULL_LIST = new NullListReply();

/** What a command refuses with; the text is the whole error line, with its code. */
export class CommandError extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'CommandError';
  }
}

export const wrongType = (): CommandError =>
  new CommandError('WRONGTYPE Operation against a key holding the wrong kind of value');
export const syntaxError = (): CommandError => new CommandError('ERR syntax error');
export const notAnInteger = (): CommandError => new CommandError('ERR value is not an integer or out of range');
export const notAFloat = (): CommandError => new CommandError('ERR value is not a valid float');
export const noSuchKey = (): CommandError => new CommandError('ERR no such key');
