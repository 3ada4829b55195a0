import { type Coroutine, type Process, serveHttp, waitForEver } from '../../process';
import { KubernetesClient, NotInCluster } from '../clients/kubernetes/client';
import { competeForLease } from '../clients/kubernetes/leader-election';
import { textAnswer } from '../web/answers';
import { Router } from '../web/router';
import { ConfigStream } from './config-stream';
import { ControlPlane } from './control-plane';
import { log } from './log';
import { CONFIG_PATH } from './proxy-config';
import { serveSettings } from './settings';

/** Name of the Lease that decides who writes. Source: Contour 1.33, pkg/config/parameters.go. */
const LEASE = 'leader-elect';

/** `contour serve`: tells proxies where Ingresses lead, and Ingresses where the proxies are. */
export function* serve(process: Process): Coroutine<number> {
  let client: KubernetesClient;
  try {
    client = KubernetesClient.inCluster(process);
  } catch (error) {
    if (!(error instanceof NotInCluster)) throw error;
    yield* log(process, 'fatal', 'failed to create Kubernetes clients', { error: error.message });
    return 1;
  }
  const { namespace } = client;
  const settings = serveSettings(process.argv, namespace);
  const plane = new ControlPlane(process, client, settings);
  const health = new Router().add('GET', '/healthz', () => textAnswer('OK'));
  serveHttp(process, { port: settings.healthPort }, (request) => health.handle(request));
  yield* log(process, 'info', 'waiting for informer caches to sync');
  yield* plane.sync();
  process.start(plane.run());
  const xds = new Router().add('GET', CONFIG_PATH, () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: new ConfigStream(plane.config, plane.news),
  }));
  serveHttp(process, { port: settings.xdsPort }, (request) => xds.handle(request));
  yield* log(process, 'info', 'started xDS server', { address: `0.0.0.0:${settings.xdsPort}`, context: 'xds' });
  const candidate = { namespace, name: LEASE, identity: process.machine.hostname };
  process.start(
    competeForLease(process, client, candidate, function* (isLeader) {
      plane.lead(isLeader);
      yield* log(process, 'info', isLeader ? 'elected as leader' : 'stopped leading', { context: 'leaderelection' });
    }),
  );
  return yield* waitForEver();
}
