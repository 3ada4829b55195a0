import { fieldError, type Draft, type FieldError } from '../api';
import { textAt, textsAt } from './fields';
import { isIpAddress } from './ip-address';
import { invalidFor } from './field-rules';
import { HEADLESS, viewService, type ServiceView } from './service-fields';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/**
 * What is wrong with the addresses and families of a Service.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidateServiceClusterIPsRelatedFields`.
 */
export function validateClusterIps(view: ServiceView): FieldError[] {
  if (view.type === 'ExternalName') return [];
  const { spec, clusterIp, clusterIps } = view;
  const errors: FieldError[] = [];
  const families = textsAt(spec, 'ipFamilies');
  if (clusterIps.length === 0 && clusterIp !== '') errors.push(fieldError.required('spec.clusterIPs'));
  if (clusterIps.length > 0 && clusterIp === '') {
    errors.push(fieldError.invalid('spec.clusterIPs', clusterIps, 'must be empty when `clusterIP` is not specified'));
  } else if (clusterIps.length > 0 && clusterIps[0] !== clusterIp) {
    errors.push(fieldError.invalid('spec.clusterIPs', clusterIps, 'first value must match `clusterIP`'));
  }
  const policy = textAt(spec, 'ipFamilyPolicy');
  if (policy !== '' && !POLICIES.includes(policy)) {
    errors.push(fieldError.notSupported('spec.ipFamilyPolicy', policy, POLICIES));
  }
  families.forEach((family, index) => {
    if (!FAMILIES.includes(family)) {
      errors.push(fieldError.notSupported(`spec.ipFamilies[${index}]`, family, FAMILIES));
    }
    if (families.indexOf(family) < index) errors.push(fieldError.duplicate(`spec.ipFamilies[${index}]`, family));
  });
  clusterIps.forEach((address, index) => {
    if (address === HEADLESS) {
      if (clusterIps.length > 1) {
        errors.push(fieldError.invalid(`spec.clusterIPs`, clusterIps, "'None' must be the first and only value"));
      }
      return;
    }
    errors.push(...invalidFor(`spec.clusterIPs[${index}]`, address, isIpAddress(address)));
  });
  if (clusterIps.length > 2) {
    errors.push(fieldError.invalid('spec.clusterIPs', clusterIps, 'may only hold up to 2 values'));
  }
  return errors;
}

/**
 * Fills in address families for a cluster that has IPv4 only, and says what such a cluster cannot do.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/service/storage/alloc.go `initIPFamilyFields`.
 */
export function initFamilies(object: Draft): FieldError[] {
  const view = viewService(object);
  if (view.type === 'ExternalName') return [];
  const errors = validateClusterIps(view);
  if (errors.length > 0) return errors;
  const spec = object['spec'] as Draft;
  const families = textsAt(spec, 'ipFamilies');
  if (view.isHeadless && !view.hasSelector) {
    // Nothing selects Pods, so the families of the cluster do not bind the endpoints.
    spec['ipFamilyPolicy'] ??= families.length === 1 ? 'SingleStack' : 'RequireDualStack';
    if (families.length === 0) {
      spec['ipFamilies'] = spec['ipFamilyPolicy'] === 'SingleStack' ? ['IPv4'] : ['IPv4', 'IPv6'];
    } else if (families.length === 1 && spec['ipFamilyPolicy'] !== 'SingleStack') {
      spec['ipFamilies'] = [families[0], families[0] === 'IPv4' ? 'IPv6' : 'IPv4'];
    }
    return [];
  }
  spec['ipFamilyPolicy'] ??= families.length === 2 ? 'RequireDualStack' : 'SingleStack';
  if (spec['ipFamilyPolicy'] === 'RequireDualStack') {
    const message = 'this cluster is not configured for dual-stack services';
    errors.push(fieldError.invalid('spec.ipFamilyPolicy', spec['ipFamilyPolicy'], message));
  }
  families.forEach((family, index) => {
    if (family !== 'IPv4') {
      errors.push(fieldError.invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster'));
    }
  });
  if (families.length === 0) spec['ipFamilies'] = ['IPv4'];
  return errors;
}
