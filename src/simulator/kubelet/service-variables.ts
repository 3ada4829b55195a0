import type { Service } from '../api';

/** The Service whose variables every container has. Source: Kubernetes 1.36, kubelet_pods.go `masterServices`. */
const API_SERVICE = 'kubernetes';

const variableName = (name: string): string => {
  const upper = name.replace(/[-.]/g, '_').toUpperCase();
  return /^\d/.test(upper) ? `_${upper}` : upper;
};

const hasAddress = ({ spec }: Service): boolean => !['', 'None', undefined].includes(spec.clusterIP);

/** Name and value. */
type Variable = readonly [string, string];

/** Services that a Pod of a namespace is told of, by their names. One of its own namespace comes before that of the API. */
function shownServices(
  services: readonly Service[],
  namespace: string,
  hasLinks: boolean,
): ReadonlyMap<string, Service> {
  const shown = new Map<string, Service>();
  for (const service of services.filter(hasAddress)) {
    const { name, namespace: home } = service.metadata;
    const isApi = home === 'default' && name === API_SERVICE;
    if ((hasLinks && home === namespace) || (isApi && !shown.has(name))) shown.set(name, service);
  }
  return shown;
}

/** Variables of Services, which every container of a namespace is told again. */
const known = new WeakMap<Service, readonly Variable[]>();

function variablesOf(service: Service): readonly Variable[] {
  let variables = known.get(service);
  if (variables === undefined) {
    variables = newVariables(service);
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
export function serviceVariables(
  services: readonly Service[],
  namespace: string,
  hasLinks: boolean,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...shownServices(services, namespace, hasLinks).values()].flatMap(variablesOf));
}
