import type { Redaction } from '../../deploy';
import type { Terminal } from '../terminal';

/** A terminal on which no secret value is shown, whoever says it: a message, the server, a container's log. */
export const maskedTerminal = (terminal: Terminal, redaction: Redaction): Terminal => ({
  ...terminal,
  out: (text) => terminal.out(redaction.clean(text)),
  err: (text) => terminal.err(redaction.clean(text)),
});

/** The same for an error that is told elsewhere. */
export function masked(error: unknown, redaction: Redaction): unknown {
  if (!(error instanceof Error)) return error;
  const { stack } = error;
  error.message = redaction.clean(error.message);
  if (stack !== undefined) error.stack = redaction.clean(stack);
  return error;
}
