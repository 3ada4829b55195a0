import type { Draft, KubeObject } from '../api';
import { draftsAt, fieldsAt, isSame, listAt, numberAt, textAt, textsAt, type Fields } from './fields';
import { isReachableAddress } from './ip-address';
import { nameIsDnsLabel } from './metadata';
import type { Strategy } from './resource';
import { allocateClusterIp, allocateNodePorts, refuse } from './service-allocation';
import { defaultService, normalizeClusterIps } from './service-defaults';
import { initFamilies } from './service-families';
import { isExternallyAccessible, needsClusterIp, needsNodePort, viewService } from './service-fields';
import { validateClusterIpChange, validateService } from './service-validation';

const allocatesPorts = (object: KubeObject | Fields): boolean => {
  const { type, spec } = viewService(object);
  return needsNodePort(type, spec['allocateLoadBalancerNodePorts']);
};

/**
 * Clears fields that the old type needed and the new one does not, where the client left them as they were.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/service/strategy.go `dropTypeDependentFields`.
 */
function dropDependentFields(object: Draft, old: KubeObject): void {
  const spec = object['spec'] as Draft;
  const before = viewService(old);
  const { type } = viewService(object);
  const drop = (...fields: string[]): void => {
    if (!fields.every((field) => isSame(spec[field], before.spec[field]))) return;
    for (const field of fields) delete spec[field];
  };
  if (needsClusterIp(before.type) && !needsClusterIp(type)) {
    drop('clusterIP', 'clusterIPs');
    drop('ipFamilies');
    drop('ipFamilyPolicy');
    drop('internalTrafficPolicy');
  }
  const portsOf = (fields: Fields): unknown[] => listAt(fields, 'ports').map((port) => numberAt(port, 'nodePort') ?? 0);
  if (allocatesPorts(old) && !allocatesPorts(object) && isSame(portsOf(spec), portsOf(before.spec))) {
    for (const port of draftsAt(spec, 'ports')) delete port['nodePort'];
  }
  if (before.type === 'LoadBalancer' && type !== 'LoadBalancer') {
    drop('allocateLoadBalancerNodePorts');
    drop('loadBalancerClass');
  }
  const hadHealthCheck = before.type === 'LoadBalancer' && before.spec['externalTrafficPolicy'] === 'Local';
  if (hadHealthCheck && !(type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local')) {
    drop('healthCheckNodePort');
  }
  if (isExternallyAccessible(before) && !isExternallyAccessible(viewService(object))) drop('externalTrafficPolicy');
}

/**
 * Takes over addresses and ports that the client did not repeat.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/service/storage/storage.go `patchAllocatedValues`.
 */
function keepAllocated(object: Draft, old: KubeObject): void {
  const spec = object['spec'] as Draft;
  const before = viewService(old);
  if (needsClusterIp(before.type) && needsClusterIp(viewService(object).type)) {
    if (textAt(spec, 'clusterIP') === '' && before.clusterIp !== '') spec['clusterIP'] = before.clusterIp;
    if (textsAt(spec, 'clusterIPs').length === 0 && spec['clusterIP'] === before.clusterIp) {
      if (before.clusterIps.length > 0) spec['clusterIPs'] = before.clusterIps;
    }
    spec['ipFamilies'] ??= before.spec['ipFamilies'];
    spec['ipFamilyPolicy'] ??= before.spec['ipFamilyPolicy'];
  }
  if (allocatesPorts(old) && allocatesPorts(object)) {
    const oldPorts = new Map(before.ports.map(({ name, nodePort }) => [name, nodePort]));
    const known = new Set(oldPorts.values());
    const used = new Set(
      listAt(spec, 'ports')
        .map((port) => numberAt(port, 'nodePort') ?? 0)
        .filter((nodePort) => known.has(nodePort)),
    );
    for (const port of draftsAt(spec, 'ports')) {
      if ((numberAt(port, 'nodePort') ?? 0) !== 0) continue;
      const kept = oldPorts.get(textAt(port, 'name')) ?? 0;
      if (kept === 0 || used.has(kept)) continue;
      port['nodePort'] = kept;
      used.add(kept);
    }
  }
  if (numberAt(before.spec, 'healthCheckNodePort') !== undefined && spec['externalTrafficPolicy'] === 'Local') {
    spec['healthCheckNodePort'] ??= before.spec['healthCheckNodePort'];
  }
}

function warnings(object: KubeObject): string[] {
  const { spec, type, isHeadless } = viewService(object);
  const texts: string[] = [];
  if (isHeadless && textAt(spec, 'loadBalancerIP') !== '') {
    texts.push('spec.loadBalancerIP is ignored when spec.clusterIP is set to "None"');
  }
  if (type === 'ExternalName') return texts;
  textsAt(spec, 'externalIPs').forEach((address, index) => {
    if (isReachableAddress(address).length > 0) return;
    if (isHeadless) texts.push(`spec.externalIPs[${index}] is ignored when spec.clusterIP is set to "None"`);
  });
  return texts;
}

/**
 * Services. Addresses and node ports are given before anything is checked; what cannot be given is refused at once.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/service. Not modelled: dual stack, the objects of kind IPAddress behind
 * addresses, and the session of a rolled back allocation.
 */
export const serviceStrategy: Strategy = {
  hasGeneration: false,
  validateName: nameIsDnsLabel,
  returnsDeletedObject: true,
  default: defaultService,
  prepareForCreate(object, context) {
    object['status'] = { loadBalancer: {} };
    const spec = object['spec'] as Draft;
    normalizeClusterIps(spec, undefined);
    const errors = initFamilies(object);
    if (errors.length > 0) refuse(object, errors);
    allocateClusterIp(object, undefined, context);
    allocateNodePorts(object, undefined, context);
  },
  prepareForUpdate(object, old, context) {
    object['status'] = old['status'];
    const spec = object['spec'] as Draft;
    dropDependentFields(object, old);
    keepAllocated(object, old);
    normalizeClusterIps(spec, fieldsAt(old, 'spec'));
    const errors = initFamilies(object);
    if (errors.length > 0) refuse(object, errors);
    allocateClusterIp(object, old, context);
    allocateNodePorts(object, old, context);
  },
  validate: validateService,
  validateUpdate: (object, old) => [...validateClusterIpChange(object, old), ...validateService(object)],
  warnings,
  selectableFields: (object) => ({
    'spec.clusterIP': viewService(object).clusterIp,
    'spec.type': viewService(object).type,
  }),
};
