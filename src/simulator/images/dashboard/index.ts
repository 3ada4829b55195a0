import { type Coroutine, type HttpResponse, isSystemError, type Process, serveHttp } from '../../process';
import { ApiError, KubernetesClient, NotInCluster } from '../clients/kubernetes/client';
import { goLog } from '../kuard/go-log';
import { DASHBOARD_PAGE } from '../pages.generated';
import { componentImage } from '../system/component';
import { flagValue } from '../system/flags';
import { jsonAnswer, pageAnswer } from '../web/answers';
import { type RoutedRequest, Router } from '../web/router';
import { overviewOf } from './overview';

const MEBIBYTE = 1024 * 1024;

/** Source: Kubernetes Dashboard 2.7, `--port`. */
const PORT = 8443;

/** Header that carries a token, for a proxy in front keeps `Authorization` to itself. Source: Kubernetes Dashboard 2.7. */
const TOKEN = 'jwetoken';

function* overview(process: Process, { headers, parameters }: RoutedRequest): Coroutine<HttpResponse> {
  try {
    const client = KubernetesClient.inCluster(process).withToken(headers[TOKEN] ?? '');
    return jsonAnswer(yield* overviewOf(client, parameters['namespace'] ?? ''));
  } catch (error) {
    if (error instanceof ApiError) return jsonAnswer({ message: error.message }, error.status);
    if (error instanceof NotInCluster || isSystemError(error)) return jsonAnswer({ message: error.message }, 500);
    throw error;
  }
}

function* begin(process: Process): Coroutine<void> {
  const port = Number(flagValue(process.argv, '--port') ?? PORT);
  yield* goLog(process, 'Starting overwatch');
  const router = new Router()
    .add('GET', '/', () => pageAnswer(DASHBOARD_PAGE))
    .add('GET', '/api/v1/overview/:namespace', (request) => overview(process, request));
  serveHttp(process, { port, isSecure: true }, (request) => router.handle(request));
  yield* goLog(process, `Serving securely on HTTPS port: ${port}`);
}

/**
 * The dashboard: a page to sign in with a token, and what that token may see of a namespace. Its certificate is its own, as
 * with `--auto-generate-certificates`. Not modelled: the rest of the real one's pages and its API.
 */
export const dashboardImage = componentImage({
  repositories: ['docker.io/kubernetesui/dashboard'],
  tags: /^(?:latest|v\d+\.\d+\.\d+)$/,
  path: '/dashboard',
  memoryBytes: 20 * MEBIBYTE,
  cores: 0.001,
  begin,
});
