/** An error that is an answer and not a defect: it has no stack, which would cost more than all the rest of it. */
export class StacklessError extends Error {
  constructor(message?: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}
