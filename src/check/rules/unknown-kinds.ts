import type { ApiClient } from '../../simulator';

/** Source: Kubernetes 1.36, apimachinery/pkg/api/meta/errors.go `NoKindMatchError`. */
const UNKNOWN = /^no matches for kind /;

/** What to do about a kind that the cluster does not serve; undefined where something else was refused. */
export function cureOfUnknownKind(client: ApiClient, kind: string, message: string): string | undefined {
  if (!UNKNOWN.test(message)) return undefined;
  const served = client
    .resources()
    .filter((each) => each.kind === kind)
    .map(({ group, version }) => (group === '' ? version : `${group}/${version}`));
  return served.length === 0
    ? 'check its CustomResourceDefinition with it: a cluster that has none refuses it as well'
    : `write apiVersion ${[...new Set(served)].join(' or ')}, which clusters serve today`;
}
