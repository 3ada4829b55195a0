/** What a line of Python raises. */
export class PythonException extends Error {
  constructor(
    /** Its class as a traceback names it: `redis.exceptions.ConnectionError`. */
    readonly kind: string,
    message: string,
  ) {
    super(message);
    this.name = kind;
  }
}

/** What `exit()` was called with. */
export class PythonExit extends Error {
  constructor(readonly code: number) {
    super('Python ends');
  }
}
