import type { Coroutine } from '../coroutine';
import type { HttpResponse } from '../http-message';
import type { HttpHandler, Listener, ListenOptions } from '../network-stack';
import type { Process } from '../process';
import { ProcessGone } from '../kernel/process-gone';
import { isSystemError } from '../system-error';
import { HttpSyntaxError } from './head';
import { completeResponse, textResponse } from './responses';

/**
 * Answers HTTP requests by `handler`, each as a thread of the process. What the handler throws is answered with 500 and
 * told on stderr. Dates and lengths of answers are added.
 *
 * @throws SystemError as `NetworkStack.listen`
 */
export function serveHttp(process: Process, options: ListenOptions, handler: HttpHandler): Listener {
  const answer: HttpHandler = function* (request): Coroutine<HttpResponse> {
    let response: HttpResponse;
    try {
      response = yield* handler(request);
    } catch (error) {
      if (error instanceof ProcessGone || error instanceof HttpSyntaxError) throw error;
      // The client has gone amid its request: there is nobody to answer.
      if (isSystemError(error, 'ECONNRESET')) throw error;
      yield* process.complain(`${error instanceof Error ? error.message : String(error)}\n`);
      response = textResponse('Internal Server Error\n', { status: 500 });
    }
    return completeResponse(response, process.nowMs);
  };
  return process.network.listenHttp(options, answer, (coroutine) => void process.start(coroutine));
}
