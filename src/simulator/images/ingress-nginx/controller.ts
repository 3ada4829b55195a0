import { type Coroutine, type Process, type Program, serveHttp, waitFor } from '../../process';
import { KubernetesClient, NotInCluster } from '../clients/kubernetes/client';
import { competeForLease } from '../clients/kubernetes/leader-election';
import { ControlPlane } from '../contour/control-plane';
import { Listeners } from '../contour/envoy/listeners';
import type { Voice } from '../contour/envoy/proxy';
import type { ProxyConfig } from '../contour/proxy-config';
import { statusAnswer } from '../nginx/answers';
import { textAnswer } from '../web/answers';
import { Router } from '../web/router';
import { controllerSettings } from './settings';

const MEBIBYTE = 1024 * 1024;

/** Name of the Lease that decides who writes. Source: ingress-nginx 1.12, pkg/flags/flags.go, `--election-id`. */
const LEASE = 'ingress-controller-leader';

/** How often addresses are written. Source: ingress-nginx 1.12, internal/ingress/status/status.go `UpdateInterval`. */
const STATUS_MS = 60_000;

/** nginx in front of endpoints does not show itself; its own pages name it. Without a certificate it makes one up. */
const NGINX: Voice = {
  headers: () => ({}),
  refuse: (status) => statusAnswer(status, 'nginx'),
  isAlwaysThere: true,
};

function* note(process: Process, letter: 'I' | 'F', text: string): Coroutine<void> {
  const time = new Date(process.nowMs).toISOString().slice(5, 23).replace('-', '').replace('T', ' ');
  yield* process.complain(`${letter}${time}000 ${String(process.pid).padStart(7)} controller.go:1] ${text}\n`);
}

/** Has the proxy do what the plane says, for ever. */
function* follow(plane: ControlPlane, listeners: Listeners): Coroutine<never> {
  let last = '';
  for (;;) {
    const text = plane.config();
    if (text !== last) listeners.apply(JSON.parse(text) as ProxyConfig);
    last = text;
    yield* waitFor(plane.news.change);
  }
}

/**
 * An ingress controller in one program: it reads Ingresses, answers requests, and writes its address into Ingresses once a
 * minute.
 *
 * Source: ingress-nginx 1.12, cmd/nginx/main.go; log lines from memory. Of its annotations it knows rewrite-target only, and
 * does not check IngressClasses.
 */
export const controller: Program = function* (process) {
  process.useMemory(90 * MEBIBYTE);
  // eslint-disable-next-line require-yield -- It ends at once.
  process.onSignal('TERM', function* () {
    process.exit(0);
  });
  let client: KubernetesClient;
  try {
    client = KubernetesClient.inCluster(process);
  } catch (error) {
    if (!(error instanceof NotInCluster)) throw error;
    yield* note(process, 'F', `Error creating Kubernetes client: ${error.message}`);
    return 255;
  }
  const { namespace } = client;
  const settings = controllerSettings(process.argv, namespace);
  const plane = new ControlPlane(process, client, settings);
  const listeners = new Listeners(process, NGINX);
  const health = new Router().add('GET', '/healthz', () =>
    listeners.isConfigured ? textAnswer('ok') : textAnswer('not ready', 500),
  );
  serveHttp(process, { port: settings.healthPort }, (request) => health.handle(request));
  yield* note(process, 'I', 'Starting NGINX Ingress controller');
  yield* plane.sync();
  process.start(plane.run(false));
  process.start(follow(plane, listeners));
  const candidate = { namespace, name: LEASE, identity: process.machine.hostname };
  process.start(
    competeForLease(process, client, candidate, function* (isLeader) {
      plane.lead(isLeader);
      if (!isLeader) return;
      yield* note(process, 'I', `successfully acquired lease ${namespace}/${LEASE}`);
      yield* plane.writeStatus();
    }),
  );
  for (;;) {
    yield* process.sleep(STATUS_MS);
    yield* plane.writeStatus();
  }
};
