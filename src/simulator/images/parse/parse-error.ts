/** What the server refuses a request with. Source: parse-server, Parse.Error and src/middlewares.js `handleParseErrors`. */
export class ParseError extends Error {
  constructor(
    /** Number of the error, for clients. */
    readonly code: number,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'ParseError';
  }
}
