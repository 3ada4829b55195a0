import { textAnswer } from '../answer';
import type { ApiAnswer, ApiRequest } from '../request';

/** What runs once when the server starts, in the order in which it is registered. */
const HOOKS: readonly string[] = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'peer-endpoint-reconciler-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'storage-readiness',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
];

const LAST_HOOKS: readonly string[] = ['apiservice-openapi-controller', 'apiservice-openapiv3-controller'];

const hook = (name: string): string => `poststarthook/${name}`;
const STARTED = [...HOOKS.map(hook), 'autoregister-completion', ...LAST_HOOKS.map(hook)];
const LIVE = ['ping', 'log', 'etcd', ...STARTED];

/**
 * Checks that each endpoint lists when it is asked with `verbose`.
 * Source: Kubernetes 1.36, apiserver/pkg/server/{config,healthz}.go, pkg/controlplane; what current clusters answer.
 */
const CHECKS: ReadonlyMap<string, readonly string[]> = new Map([
  ['healthz', LIVE],
  ['livez', LIVE],
  ['readyz', ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...STARTED, 'shutdown']],
]);

/** Answers `/healthz`, `/livez`, `/readyz` and their checks; undefined for other paths. The server is always well. */
export function healthAnswer(request: ApiRequest): ApiAnswer | undefined {
  const [, endpoint = '', ...rest] = request.path.split('/');
  const checks = CHECKS.get(endpoint);
  if (checks === undefined) return undefined;
  const check = rest.join('/');
  if (check !== '') return checks.includes(check) ? textAnswer(200, 'ok') : undefined;
  if (!request.query.has('verbose')) return textAnswer(200, 'ok');
  const excluded = request.query.get('exclude') ?? [];
  const lines = checks.map((each) => `[+]${each} ${excluded.includes(each) ? 'excluded: ' : ''}ok`);
  return textAnswer(200, `${lines.join('\n')}\n${endpoint} check passed\n`);
}
