import { textAnswer } from '../answer';
import type { ApiAnswer, ApiRequest } from '../request';

/** Checks that the verbose form lists. Source: Kubernetes 1.36, apiserver/pkg/server/config.go. */
const CHECKS: readonly string[] = [
  'ping',
  'log',
  'etcd',
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/bootstrap-controller',
  'poststarthook/apiservice-discovery-controller',
];

/** Answers `/healthz`, `/livez`, `/readyz` and their checks; undefined for other paths. The server is always well. */
export function healthAnswer(request: ApiRequest): ApiAnswer | undefined {
  const [, endpoint = '', ...rest] = request.path.split('/');
  if (!['healthz', 'livez', 'readyz'].includes(endpoint)) return undefined;
  const check = rest.join('/');
  if (check !== '') return CHECKS.includes(check) ? textAnswer(200, 'ok') : undefined;
  if (!request.query.has('verbose')) return textAnswer(200, 'ok');
  const excluded = request.query.get('exclude') ?? [];
  const lines = CHECKS.map((each) => `[+]${each} ${excluded.includes(each) ? 'excluded: ' : ''}ok`);
  return textAnswer(200, `${lines.join('\n')}\n${endpoint} check passed\n`);
}
