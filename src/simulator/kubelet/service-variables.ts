import type { Service } from '../api';

/** The Service whose variables every container has. Source: Kubernetes 1.36, kubelet_pods.go `masterServices`. */
const API_SERVICE = 'kubernetes';

const variableName = (name: string): string => {
  const upper = name.replace(/[-.]/g, '_').toUpperCase();
  return /^\d/.test(upper) ? `_${upper}` : upper;
};

const hasAddress = ({ spec: { clusterIP } }: Service): boolean =>
  clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None';

type Variables = Readonly<Record<string, string>>;

/** Name and value. */
type Variable = readonly [string, string];

/** Services that a Pod of a namespace is told of. One of its own namespace takes the place of that of the API. */
function shownServices(services: readonly Service[], namespace: string, hasLinks: boolean): readonly Service[] {
  const shown: Service[] = [];
  let api: Service | undefined;
  let hidesApi = false;
  for (let index = 0; index < services.length; index += 1) {
    const service = services[index] as Service;
    if (!hasAddress(service)) continue;
    const { name, namespace: home } = service.metadata;
    if (hasLinks && home === namespace) {
      shown.push(service);
      hidesApi ||= name === API_SERVICE;
    } else if (home === 'default' && name === API_SERVICE) {
      api = service;
    }
  }
  if (api !== undefined && !hidesApi) shown.push(api);
  return shown;
}

/** Variables of Services, which every container of a namespace is told again. */
const known = new WeakMap<Service, Variables>();

function variablesOf(service: Service): Variables {
  let variables = known.get(service);
  if (variables === undefined) {
    variables = Object.fromEntries(newVariables(service));
    known.set(service, variables);
  }
  return variables;
}

function newVariables(service: Service): readonly Variable[] {
  const { clusterIP = '', ports = [] } = service.spec;
  const prefix = variableName(service.metadata.name);
  const first = ports[0];
  if (first === undefined) return [];
  const url = (protocol: string, port: number): string => `${protocol.toLowerCase()}://${clusterIP}:${port}`;
  const names = ports.flatMap(({ name = '', port }): Variable[] =>
    name === '' ? [] : [[`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port)]],
  );
  const links = ports.flatMap(({ port, protocol = 'TCP' }): Variable[] => {
    const link = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
    return [
      [link, url(protocol, port)],
      [`${link}_PROTO`, protocol.toLowerCase()],
      [`${link}_PORT`, String(port)],
      [`${link}_ADDR`, clusterIP],
    ];
  });
  return [
    [`${prefix}_SERVICE_HOST`, clusterIP],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...names,
    [`${prefix}_PORT`, url(first.protocol ?? 'TCP', first.port)],
    ...links,
  ];
}

/**
 * Variables that tell a container of the Services that exist when it starts: those of its own namespace unless
 * `hasLinks` (enableServiceLinks) is false, and always that of the API. Services without a cluster IP have none.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/envvars `FromServices`, pkg/kubelet/kubelet_pods.go `getServiceEnvVarMap`.
 */
export function serviceVariables(services: readonly Service[], namespace: string, hasLinks: boolean): Variables {
  const shown = shownServices(services, namespace, hasLinks);
  const only = shown[0];
  if (only !== undefined && shown.length === 1) return variablesOf(only);
  return Object.assign({}, ...shown.map(variablesOf)) as Variables;
}
