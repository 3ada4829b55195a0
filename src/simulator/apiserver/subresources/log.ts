import { StatusError, statusErrors, type Pod, type RemoteListener, type RemoteSession } from '../../api';
import { fieldsAt, textAt } from '../../resources/fields';
import { textAnswer } from '../answer';
import type { Call } from '../call';
import { storedObject } from '../handlers/get';
import { text } from '../query';
import type { ApiAnswer, ApiExchange, ApiHead } from '../request';
import { containerOf } from './container-of';
import { logOptionsOf } from './log-options';
import { refusedExchange } from './refused-exchange';

const HEAD: ApiHead = { status: 200, headers: { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' } };

/**
 * Answers `/log`: lines of a container, now and, when they are followed, later. A Pod without a node has said nothing.
 * Source: Kubernetes 1.36, pkg/registry/core/pod/rest/log.go and pkg/registry/core/pod/strategy.go `LogLocation`.
 */
export function log(call: Call): ApiAnswer | ApiExchange {
  const { request, parts, info } = call;
  const options = logOptionsOf(request.query, parts.clock.nowMs);
  const pod = storedObject(call);
  const container = containerOf(pod, text(request.query, 'container'));
  if (textAt(fieldsAt(pod, 'spec'), 'nodeName') === '') return { ...textAnswer(204, ''), headers: {} };
  const { containers } = parts;
  if (containers === undefined) {
    throw statusErrors.notImplemented(
      `simulator does not keep logs in this cluster (Pod ${call.namespace}/${info.name}); see docs/FIDELITY.md`,
    );
  }
  return {
    kind: 'exchange',
    isReadOnly: true,
    open: (begin, listener) => {
      const heard: RemoteListener = {
        data: (_stream, bytes) => listener.data('stdout', bytes),
        end: (outcome) => listener.end(outcome),
        ready: () => undefined,
      };
      return withHead(begin, heard, (held) => containers.logs({ pod: pod as Pod, container, ...options }, held));
    },
  };
}

/** Tells the head before anything else, once it is known that there is no error. */
function withHead(
  begin: (head: ApiHead) => void,
  listener: RemoteListener,
  open: (listener: RemoteListener) => RemoteSession,
): RemoteSession {
  let hasBegun = false;
  const start = (): void => {
    if (hasBegun) return;
    hasBegun = true;
    begin(HEAD);
  };
  try {
    const session = open({
      data: (stream, bytes) => {
        start();
        listener.data(stream, bytes);
      },
      end: (outcome) => {
        start();
        listener.end(outcome);
      },
      ready: () => listener.ready(),
    });
    start();
    return session;
  } catch (error) {
    if (!(error instanceof StatusError) || hasBegun) throw error;
    return refusedExchange(error, begin, listener);
  }
}
