import { fieldError, isPortNumber, type FieldError, type KubeObject } from '../api';
import { fieldsAt, flagAt, mapAt, numberAt, textAt, textsAt, type Fields } from './fields';
import {
  invalidFor,
  validateDnsLabel,
  validateDnsSubdomain,
  validateNotNegative,
  validateOneOf,
  validatePort,
  validateQualifiedName,
} from './field-rules';
import { isCidr, isIpAddress, isReachableAddress } from './ip-address';
import { validateLabels } from './metadata';
import { validateClusterIps } from './service-families';
import { HEADLESS, isExternallyAccessible, needsClusterIp, viewService, type ServiceView } from './service-fields';

const KUBELET_PORT = 10250;
const AFFINITY_SECONDS_MAX = 86400;
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];

function validateType(view: ServiceView): FieldError[] {
  const { type, spec } = view;
  const errors: FieldError[] = [];
  if (type === 'LoadBalancer') {
    view.ports.forEach(({ port }, index) => {
      if (port !== KUBELET_PORT) return;
      const message = `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`;
      errors.push(fieldError.invalid(`spec.ports[${index}]`, port, message));
    });
  }
  if ((type === 'LoadBalancer' || type === 'NodePort') && view.isHeadless) {
    errors.push(fieldError.invalid('spec.clusterIPs[0]', HEADLESS, `may not be set to 'None' for ${type} services`));
  }
  if (type !== 'ExternalName') return errors;
  for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) {
    const value = spec[field];
    if (value !== undefined && (!Array.isArray(value) || value.length > 0)) {
      errors.push(fieldError.forbidden(`spec.${field}`, 'may not be set for ExternalName services'));
    }
  }
  const name = textAt(spec, 'externalName').replace(/\.$/, '');
  if (name === '') errors.push(fieldError.required('spec.externalName'));
  else errors.push(...validateDnsSubdomain(name, 'spec.externalName'));
  return errors;
}

function validatePorts(view: ServiceView): FieldError[] {
  const names = new Set<string>();
  return view.ports.flatMap(({ name, port, protocol, targetPort }, index) => {
    const path = `spec.ports[${index}]`;
    const errors: FieldError[] = [];
    if (name !== '') {
      errors.push(...validateDnsLabel(name, `${path}.name`));
      if (names.has(name)) errors.push(fieldError.duplicate(`${path}.name`, name));
      names.add(name);
    } else if (view.ports.length > 1) {
      errors.push(fieldError.required(`${path}.name`));
    }
    errors.push(...invalidFor(`${path}.port`, port, isPortNumber(port)));
    errors.push(...validateOneOf(protocol, PROTOCOLS, `${path}.protocol`));
    errors.push(...validatePort(targetPort, `${path}.targetPort`));
    const appProtocol = textAt((view.spec['ports'] as readonly Fields[])[index], 'appProtocol');
    if (appProtocol !== '') errors.push(...validateQualifiedName(appProtocol, `${path}.appProtocol`));
    return errors;
  });
}

function validateAffinity({ spec }: ServiceView): FieldError[] {
  const affinity = textAt(spec, 'sessionAffinity');
  const errors = validateOneOf(affinity, ['ClientIP', 'None'], 'spec.sessionAffinity');
  const configuration = fieldsAt(spec, 'sessionAffinityConfig');
  if (affinity === 'None' && configuration !== undefined) {
    errors.push(fieldError.forbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None'));
  }
  if (affinity !== 'ClientIP') return errors;
  const seconds = numberAt(fieldsAt(configuration, 'clientIP'), 'timeoutSeconds') ?? 0;
  if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX) {
    const message = `must be greater than 0 and less than ${AFFINITY_SECONDS_MAX}`;
    errors.push(fieldError.invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, message));
  }
  return errors;
}

/** Ports as Go prints the key by which it finds repeated ones. */
const portKey = (protocol: string, port: number): Fields => ({
  Name: '',
  Protocol: protocol,
  AppProtocol: null,
  Port: port,
  TargetPort: 0,
  NodePort: 0,
});

function validateUniquePorts(view: ServiceView): FieldError[] {
  const errors: FieldError[] = [];
  if (view.type === 'ClusterIP') {
    view.ports.forEach(({ nodePort }, index) => {
      if (nodePort === 0) return;
      errors.push(fieldError.forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  const nodePorts = new Set<string>();
  view.ports.forEach(({ protocol, nodePort }, index) => {
    if (nodePort === 0) return;
    const key = `${protocol}:${nodePort}`;
    if (nodePorts.has(key)) errors.push(fieldError.duplicate(`spec.ports[${index}].nodePort`, nodePort));
    nodePorts.add(key);
  });
  const ports = new Set<string>();
  view.ports.forEach(({ protocol, port }, index) => {
    const key = `${protocol}:${port}`;
    if (ports.has(key)) errors.push(fieldError.duplicate(`spec.ports[${index}]`, portKey(protocol, port)));
    ports.add(key);
  });
  return errors;
}

function validateBalancing(view: ServiceView): FieldError[] {
  const { type, spec } = view;
  const errors: FieldError[] = [];
  const ranges = textsAt(spec, 'loadBalancerSourceRanges');
  if (ranges.length > 0 && type !== 'LoadBalancer') {
    errors.push(
      fieldError.forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"),
    );
  }
  ranges.forEach((range, index) => {
    errors.push(...invalidFor(`spec.loadBalancerSourceRanges[${index}]`, range, isCidr(range)));
  });
  const allocates = flagAt(spec, 'allocateLoadBalancerNodePorts');
  if (type === 'LoadBalancer' && allocates === undefined) {
    errors.push(fieldError.required('spec.allocateLoadBalancerNodePorts'));
  }
  if (type !== 'LoadBalancer' && allocates !== undefined) {
    errors.push(
      fieldError.forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"),
    );
  }
  const balancerClass = textAt(spec, 'loadBalancerClass');
  if (balancerClass !== '') {
    if (type === 'LoadBalancer') errors.push(...validateQualifiedName(balancerClass, 'spec.loadBalancerClass'));
    else {
      errors.push(fieldError.forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'"));
    }
  }
  return errors;
}

function validateTraffic(view: ServiceView): FieldError[] {
  const { type, spec } = view;
  const errors: FieldError[] = [];
  const external = textAt(spec, 'externalTrafficPolicy');
  if (!isExternallyAccessible(view)) {
    if (external !== '') {
      const rule = 'may only be set for externally-accessible services';
      errors.push(fieldError.invalid('spec.externalTrafficPolicy', external, rule));
    }
  } else if (external === '') {
    errors.push(fieldError.required('spec.externalTrafficPolicy'));
  } else {
    errors.push(...validateOneOf(external, TRAFFIC_POLICIES, 'spec.externalTrafficPolicy'));
  }
  const health = numberAt(spec, 'healthCheckNodePort') ?? 0;
  if (!(type === 'LoadBalancer' && external === 'Local') && health !== 0) {
    const rule = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(fieldError.invalid('spec.healthCheckNodePort', health, rule));
  } else {
    errors.push(...validateNotNegative(health, 'spec.healthCheckNodePort'));
  }
  const internal = textAt(spec, 'internalTrafficPolicy');
  if (internal === '') {
    if (needsClusterIp(type)) errors.push(fieldError.required('spec.internalTrafficPolicy'));
  } else {
    errors.push(...validateOneOf(internal, TRAFFIC_POLICIES, 'spec.internalTrafficPolicy'));
  }
  const distribution = textAt(spec, 'trafficDistribution');
  if (distribution !== '') errors.push(...validateOneOf(distribution, DISTRIBUTIONS, 'spec.trafficDistribution'));
  return errors;
}

/** What is wrong with a Service. Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateService`. */
export function validateService(object: KubeObject): FieldError[] {
  const view = viewService(object);
  const { spec } = view;
  const errors: FieldError[] = [];
  if (view.ports.length === 0 && !view.isHeadless && view.type !== 'ExternalName') {
    errors.push(fieldError.required('spec.ports'));
  }
  errors.push(...validateType(view), ...validatePorts(view));
  errors.push(...validateLabels(mapAt(spec, 'selector'), 'spec.selector'));
  errors.push(...validateAffinity(view), ...validateClusterIps(view));
  textsAt(spec, 'externalIPs').forEach((address, index) => {
    const path = `spec.externalIPs[${index}]`;
    errors.push(...invalidFor(path, address, [...isIpAddress(address), ...isReachableAddress(address)]));
  });
  errors.push(...validateOneOf(view.type, TYPES, 'spec.type'));
  return [...errors, ...validateUniquePorts(view), ...validateBalancing(view), ...validateTraffic(view)];
}

/**
 * What is wrong with a change of addresses: the first one stays, unless the type changes from or to ExternalName.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `validateUpgradeDowngradeClusterIPs`.
 */
export function validateClusterIpChange(object: KubeObject, old: KubeObject): FieldError[] {
  const now = viewService(object);
  const before = viewService(old);
  if (now.type === 'ExternalName' || before.type === 'ExternalName') return [];
  if (now.isHeadless && before.isHeadless) return [];
  const { clusterIps } = now;
  if (clusterIps.length === before.clusterIps.length) {
    return before.clusterIps.flatMap((address, index) =>
      address === clusterIps[index]
        ? []
        : [fieldError.invalid(`spec.clusterIPs[${index}]`, clusterIps, 'may not change once set')],
    );
  }
  if (clusterIps.length === 0) {
    return [fieldError.invalid('spec.clusterIPs[0]', clusterIps, 'primary clusterIP can not be unset')];
  }
  return clusterIps[0] === before.clusterIps[0] || before.clusterIps.length === 0
    ? []
    : [fieldError.invalid('spec.clusterIPs[0]', clusterIps, 'may not change once set')];
}
