/** What a script throws, or what is wrong with it. */
export class ScriptError extends Error {
  constructor(
    message: string,
    /** `Error`, `ReferenceError`, `TypeError`, `SyntaxError`. */
    readonly kind = 'Error',
    /** What `throw` was given. @default - an error of this kind */
    readonly thrown?: unknown,
  ) {
    super(message);
    this.name = kind;
  }
}
