import type { RemoteListener, RemoteSession, StatusError } from '../../api';
import { statusAnswer } from '../answer';
import type { ApiHead } from '../request';

/** A session that is over and takes nothing. */
export const OVER: RemoteSession = {
  send: () => true,
  endInput: () => undefined,
  resize: () => undefined,
  hold: () => undefined,
  release: () => undefined,
  close: () => undefined,
};

/** Answers an exchange with an error. */
export function refusedExchange(
  error: StatusError,
  begin: (head: ApiHead) => void,
  listener: RemoteListener,
): RemoteSession {
  const { status, headers, body } = statusAnswer(error.status);
  begin({ status, headers });
  listener.data('stdout', typeof body === 'string' ? new TextEncoder().encode(body) : body);
  listener.end({});
  return OVER;
}
