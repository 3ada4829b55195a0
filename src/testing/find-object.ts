import type { ApiClient, ObjectName } from '../simulator';

/** An object by its name, and where the cluster keeps it. */
export interface FoundName extends ObjectName {
  /** Key of the store: `apps/deployments`. */
  readonly resource: string;
}

/** Short names of kubectl. Source: Kubernetes 1.36, `kubectl api-resources`. */
const SHORT: Readonly<Record<string, string>> = {
  cj: 'cronjob',
  cm: 'configmap',
  deploy: 'deployment',
  ds: 'daemonset',
  ep: 'endpoints',
  hpa: 'horizontalpodautoscaler',
  ing: 'ingress',
  netpol: 'networkpolicy',
  no: 'node',
  ns: 'namespace',
  pdb: 'poddisruptionbudget',
  po: 'pod',
  pv: 'persistentvolume',
  pvc: 'persistentvolumeclaim',
  rc: 'replicationcontroller',
  rs: 'replicaset',
  sa: 'serviceaccount',
  sc: 'storageclass',
  sts: 'statefulset',
  svc: 'service',
};

/**
 * What `kind/name` or `namespace/kind/name` means: the kind in singular, plural or as kubectl abbreviates it, with its
 * group where that is not clear (`certificates.cert-manager.io/web`).
 *
 * @throws RangeError for a text of another form, and for a kind that the cluster does not serve.
 */
export function findName(client: ApiClient, text: string, namespace: string): FoundName {
  const parts = text.split('/');
  const [kindText = '', name = ''] = parts.slice(-2);
  if (parts.length < 2 || parts.length > 3 || kindText === '' || name === '') {
    throw new RangeError(`an object is named as kind/name or namespace/kind/name, got '${text}'`);
  }
  const [word = '', ...rest] = kindText.toLowerCase().split('.');
  const group = rest.join('.');
  const kind = SHORT[word] ?? word;
  const found = client
    .resources()
    .find(
      (each) => (each.kind.toLowerCase() === kind || each.resource === kind) && (group === '' || each.group === group),
    );
  if (found === undefined) throw new RangeError(`the cluster serves no kind '${kindText}', asked for '${text}'`);
  return {
    resource: found.storage,
    apiVersion: found.group === '' ? found.version : `${found.group}/${found.version}`,
    kind: found.kind,
    ...(found.isNamespaced ? { namespace: parts.length === 3 ? (parts[0] ?? '') : namespace } : {}),
    name,
  };
}
