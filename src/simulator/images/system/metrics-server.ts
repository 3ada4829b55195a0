import { type Coroutine, type Process, serveHttp } from '../../process';
import { textAnswer } from '../web/answers';
import { Router } from '../web/router';
import { componentImage } from './component';
import { flagValue } from './flags';
import { klog } from './klog';

const MEBIBYTE = 1024 * 1024;

/** Source: metrics-server 0.8, `--metric-resolution`, `--secure-port`. */
const RESOLUTION_S = 60;
const SECURE_PORT = 443;

function* begin(process: Process): Coroutine<void> {
  const { argv } = process;
  const port = Number(flagValue(argv, '--secure-port') ?? SECURE_PORT);
  const resolutionMs = (Number.parseInt(flagValue(argv, '--metric-resolution') ?? '', 10) || RESOLUTION_S) * 1000;
  const firstScrapeMs = process.nowMs + resolutionMs;
  const router = new Router()
    .add('GET', '/livez', () => textAnswer('ok'))
    .add('GET', '/readyz', () =>
      process.nowMs >= firstScrapeMs
        ? textAnswer('ok')
        : textAnswer('[-]metric-storage-ready failed: reason withheld\nreadyz check failed\n', 500),
    );
  serveHttp(process, { port, isSecure: true }, (request) => router.handle(request));
  yield* klog(process, 'serving.go:380', 'Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)');
  yield* klog(process, 'secure_serving.go:211', `Serving securely on [::]:${port}`);
}

/**
 * What measures Pods and nodes: it is ready when it has asked all nodes for the first time. The measurements themselves are
 * served by the API server.
 *
 * Source: metrics-server 0.8, pkg/server; log lines from memory.
 */
export const metricsServer = componentImage({
  repositories: ['registry.k8s.io/metrics-server/metrics-server', 'k8s.gcr.io/metrics-server/metrics-server'],
  path: '/metrics-server',
  memoryBytes: 18 * MEBIBYTE,
  cores: 0.004,
  begin,
});
