/** A word that cannot be expanded: the shell says so, and ends unless somebody types into it. */
export class ExpansionError extends Error {
  constructor(
    readonly subject: string,
    text: string,
  ) {
    super(text);
    this.name = 'ExpansionError';
  }
}

/** A parameter that is written as there is none. */
export class BadSubstitution extends Error {
  constructor(readonly source: string) {
    super('bad substitution');
    this.name = 'BadSubstitution';
  }
}

/** A command that cannot go on: a builtin that ends its shell, a redirection of `exec`. What was to be said was said. */
export class CommandAborted extends Error {
  constructor(readonly status: number) {
    super('aborted');
    this.name = 'CommandAborted';
  }
}

/** A redirection that cannot be made; what is wrong was said. */
export class RedirectionFailed extends CommandAborted {}

/** `exit`: leaves everything. */
export class ShellExit extends Error {
  constructor(readonly status: number) {
    super('exit');
    this.name = 'ShellExit';
  }
}

/** `return`: leaves a function or a script that was sourced. */
export class FunctionReturn extends Error {
  constructor(readonly status: number) {
    super('return');
    this.name = 'FunctionReturn';
  }
}

/** `break` and `continue`: leaves so many loops. */
export class LoopJump extends Error {
  constructor(
    readonly type: 'break' | 'continue',
    public levels: number,
  ) {
    super(type);
    this.name = 'LoopJump';
  }
}

/** Ctrl-C at an interactive shell: whatever runs in it is over. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
