import { type Beginning, objects, type ObjectsOf } from '../../model';

const STACK = 'kuar-ingress';

/** The ingress controller as the text installs it: a stand-in for the quickstart of Contour, with its 19 objects. */
export const CONTOUR: ObjectsOf = objects(
  STACK,
  'Namespace/projectcontour',
  'ServiceAccount/contour',
  'ConfigMap/contour',
  'CustomResourceDefinition/ingressroutes.contour.heptio.com',
  'CustomResourceDefinition/tlscertificatedelegations.contour.heptio.com',
  'CustomResourceDefinition/httpproxies.projectcontour.io',
  'CustomResourceDefinition/tlscertificatedelegations.projectcontour.io',
  'ServiceAccount/contour-certgen',
  'RoleBinding/contour',
  'Role/contour-certgen',
  'Job/contour-certgen',
  'ClusterRoleBinding/contour',
  'ClusterRole/contour',
  'Role/contour-leaderelection',
  'RoleBinding/contour-leaderelection',
  'Service/contour',
  'Service/envoy',
  'Deployment/contour',
  'DaemonSet/envoy',
);

/** Three Pods each of blue, green and purple, and a Service for each colour. */
export const BACKENDS: ObjectsOf = objects(
  STACK,
  ...['be-default', 'alpaca', 'bandicoot'].flatMap((name) => [`Deployment/${name}`, `Service/${name}`]),
);

/** The green kuard alone, and its Service. */
export const ALPACA: ObjectsOf = objects(STACK, 'Deployment/alpaca', 'Service/alpaca');

/** One of the four Ingresses of the text, as it is written today. */
export const ingress = (name: string): ObjectsOf => objects(STACK, `Ingress/${name}-ingress`);

/** Where this machine reaches the proxies of Contour. */
export const PROXY = '{{url svc/projectcontour/envoy:80}}';

/** Asks for a page of a host, and shows which version of kuard has answered. */
export const versionAt = (host: string, path = ''): string =>
  `curl -s -H 'Host: ${host}' ${PROXY}${path} | grep -o 'v0[^<]*'`;

export const GREEN = 'v0.10.0-green';
export const PURPLE = 'v0.10.0-purple';

/** What kubectl says of an Ingress of the removed API. */
export const removedApi = (name: string, file: string): string =>
  `error: resource mapping not found for name: "${name}" namespace: "" from "${file}": no matches for kind "Ingress" ` +
  'in version "extensions/v1beta1"\nensure CRDs are installed first';

/** Why such a file is not applied today. */
export const WHY_REMOVED =
  'extensions/v1beta1 has had no Ingress since Kubernetes 1.22; in networking.k8s.io/v1 a backend is a service with a ' +
  'port, and every path has a pathType.';

/** Address that the cluster gives to the first Service of the type LoadBalancer. */
export const ADDRESS = '192.168.64.130';

/** A backend as kubectl describe shows it: a Service and its three Pods. */
export const three = (name: string): string => `${name}:8080 ({{ip}}:8080,{{ip}}:8080,{{ip}}:8080)`;

/** What runs before an exercise: Contour, the three applications, and some of the Ingresses. */
export const withIngresses = (...names: readonly string[]): Beginning => ({
  running: [CONTOUR, BACKENDS, ...names.map(ingress)],
});
