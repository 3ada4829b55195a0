/** What somebody may not do, as an API server says it. */
interface Refusal {
  readonly user: string;
  readonly verb: string;
  /** `pods`, or `pods/log`. */
  readonly resource: string;
  readonly group: string;
  /** Empty for the whole cluster. */
  readonly namespace: string;
}

/** Source: apiserver/pkg/endpoints/handlers/responsewriters/errors.go `ForbiddenStatusError`. */
const FORBIDDEN =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)"(?: in API group "([^"]*)")? (?:in the namespace "([^"]*)"|at the cluster scope)/;

/** Paths beside objects: what is served, which version. */
const FORBIDDEN_PATH = /User "([^"]*)" cannot (\S+) path "([^"]*)"/;

const ROLE = 'workshop-stacks';

/** What deploying objects of a kind asks for. */
const VERBS = ['get', 'list', 'create', 'patch', 'delete'];

function refusalIn(message: string): Refusal | undefined {
  const found = FORBIDDEN.exec(message);
  if (found === null) return undefined;
  const [, user = '', verb = '', resource = '', group = '', namespace = ''] = found;
  return { user, verb, resource, group, namespace };
}

/** How kubectl names a user: ServiceAccounts are another kind of subject. */
function subjectWords(user: string): string {
  const [, account] = /^system:serviceaccount:([^:]+:[^:]+)$/.exec(user) ?? [];
  return account === undefined ? `--user='${user}'` : `--serviceaccount=${account}`;
}

/**
 * Which right is missing, and the commands by which whoever runs the cluster can give it; undefined for messages of
 * other forms.
 */
export function missingRight(message: string): string | undefined {
  const refusal = refusalIn(message);
  if (refusal === undefined) {
    const [, user, , path] = FORBIDDEN_PATH.exec(message) ?? [];
    if (user === undefined) return undefined;
    return (
      `'${user}' needs to read ${path}, which ClusterRole system:discovery allows; whoever runs the cluster gives it with\n` +
      `  kubectl create clusterrolebinding ${ROLE}-discovery --clusterrole=system:discovery ${subjectWords(user)}`
    );
  }
  const { user, verb, resource, group, namespace } = refusal;
  const kind = group === '' ? resource : `${resource}.${group}`;
  const verbs = [...new Set([...VERBS, verb])].join(',');
  const [scope, place, flag] =
    namespace === ''
      ? ['clusterrole', 'in the whole cluster', '']
      : ['role', `in namespace ${namespace}`, ` -n ${namespace}`];
  return (
    `'${user}' needs the right to ${verb} ${kind} ${place}; whoever runs the cluster gives it with\n` +
    `  kubectl create ${scope} ${ROLE}${flag} --verb=${verbs} --resource=${kind}\n` +
    `  kubectl create ${scope}binding ${ROLE}${flag} --${scope}=${ROLE} ${subjectWords(user)}`
  );
}
