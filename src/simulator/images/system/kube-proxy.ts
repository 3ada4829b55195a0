import { type Coroutine, type Process, serveHttp } from '../../process';
import { jsonAnswer, textAnswer } from '../web/answers';
import { Router } from '../web/router';
import { componentImage } from './component';
import { klog } from './klog';

const MEBIBYTE = 1024 * 1024;

/** Source: Kubernetes 1.36, pkg/cluster/ports `ProxyHealthzPort`, `ProxyStatusPort`. */
const HEALTH_PORT = 10256;
const METRICS_PORT = 10249;

function* begin(process: Process): Coroutine<void> {
  const now = (): string => new Date(process.nowMs).toISOString();
  const health = (): ReturnType<typeof jsonAnswer> =>
    jsonAnswer({ lastUpdated: now(), currentTime: now(), nodeEligible: true });
  const healthy = new Router().add('GET', '/healthz', health).add('GET', '/livez', health);
  serveHttp(process, { port: HEALTH_PORT }, (request) => healthy.handle(request));
  const local = new Router()
    .add('GET', '/proxyMode', () => textAnswer('iptables'))
    .add('GET', '/healthz', () => textAnswer('ok'));
  serveHttp(process, { port: METRICS_PORT, address: '127.0.0.1' }, (request) => local.handle(request));
  yield* klog(process, 'server_linux.go:132', '"Using iptables Proxier"');
  for (const config of ['service config', 'endpoint slice config', 'node config']) {
    yield* klog(process, 'config.go:105', `"Starting ${config} controller"`);
  }
  yield* klog(process, 'shared_informer.go:356', '"Caches are synced" controller="service config"');
}

/**
 * What the node says of Service addresses: its health. Connections are led by the network itself.
 *
 * Source: Kubernetes 1.36, pkg/proxy/healthcheck/proxy_health.go; log lines from memory.
 */
export const kubeProxy = componentImage({
  repositories: ['registry.k8s.io/kube-proxy', 'k8s.gcr.io/kube-proxy'],
  path: '/usr/local/bin/kube-proxy',
  memoryBytes: 16 * MEBIBYTE,
  cores: 0.001,
  begin,
});
