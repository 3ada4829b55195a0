import {
  containerRequests,
  fieldError,
  type FieldError,
  isPodLevelResource,
  parseQuantity,
  type Quantity,
  type Draft,
  ZERO_QUANTITY,
} from '../../api';
import { type Fields, draftAt, draftsAt, fieldsAt, listAt, openDraft } from '../fields';
import {
  isOvercommitAllowed,
  requirementsOf,
  resourcesAt,
  validateResourceRequirements,
} from './resource-requirements';

/**
 * Requests follow limits: in each container, then for the whole Pod when it states limits of its own.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Pod`, `defaultPodRequests`.
 */
export function defaultPodResources(spec: Draft): void {
  for (const container of [...draftsAt(spec, 'initContainers'), ...draftsAt(spec, 'containers')]) {
    const requirements = draftAt(container, 'resources');
    const limits = resourcesAt(requirements, 'limits');
    if (requirements === undefined || Object.keys(limits).length === 0) continue;
    const requests = openDraft(requirements, 'requests');
    for (const [name, limit] of Object.entries(limits)) requests[name] ??= limit;
  }
  const ofPod = draftAt(spec, 'resources');
  const limits = resourcesAt(ofPod, 'limits');
  if (ofPod === undefined || Object.keys(limits).length === 0) return;
  const requests: Draft = { ...resourcesAt(ofPod, 'requests') };
  for (const [name, amount] of containerRequests(spec)) {
    if (isPodLevelResource(name) && isOvercommitAllowed(name)) requests[name] ??= amount.toString();
  }
  for (const [name, limit] of Object.entries(limits)) if (isPodLevelResource(name)) requests[name] ??= limit;
  if (Object.keys(requests).length > 0) ofPod['requests'] = requests;
}

/** What is wrong with resources of the whole Pod. Source: Kubernetes 1.36, validation.go `validatePodResources`. */
export function validatePodResources(spec: Fields, claimNames: ReadonlySet<string>, path: string): FieldError[] {
  const ofPod = fieldsAt(spec, 'resources');
  if (ofPod === undefined) return [];
  const errors: FieldError[] = [];
  if (ofPod['claims'] !== undefined) {
    errors.push(fieldError.forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  }
  errors.push(...validateResourceRequirements(ofPod, claimNames, path, true));
  const requests = resourcesAt(ofPod, 'requests');
  const limits = resourcesAt(ofPod, 'limits');
  for (const [name, amount] of containerRequests(spec)) {
    if (!isPodLevelResource(name)) continue;
    const request = parseQuantity(requests[name] ?? '0');
    if (amount.compare(request) <= 0) continue;
    const rule = `must be greater than or equal to aggregate container requests of ${amount}`;
    errors.push(fieldError.invalid(`${path}.requests[${name}]`, request.toString(), rule));
  }
  listAt(spec, 'containers').forEach((container, index) => {
    for (const [name, text] of Object.entries(resourcesAt(requirementsOf(container), 'limits'))) {
      const limit = limits[name];
      const amount = parseQuantity(text);
      if (limit === undefined || amount.compare(parseQuantity(limit)) <= 0) continue;
      const rule = `must be less than or equal to pod limits of ${parseQuantity(limit)}`;
      errors.push(fieldError.invalid(`${path}.containers[${index}][${name}].limits`, amount.toString(), rule));
    }
  });
  return errors;
}

/** How a Pod is treated when its node runs short. */
export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

type AllRequirements = readonly (Fields | undefined)[];

function sumOf(all: AllRequirements, field: 'limits' | 'requests', name: string): Quantity {
  let sum = ZERO_QUANTITY;
  for (let index = 0; index < all.length; index += 1) {
    const text = resourcesAt(all[index], field)[name];
    if (text !== undefined) sum = sum.add(parseQuantity(text));
  }
  return sum;
}

const isLimited = (all: AllRequirements, name: string): boolean =>
  all.every((requirements) => !parseQuantity(resourcesAt(requirements, 'limits')[name] ?? '0').isZero);

/**
 * The quality of service of a Pod: guaranteed when every container has limits for cpu and memory that its requests equal,
 * best effort when none has any.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/helper/qos/qos.go `ComputePodQOS`.
 */
export function qosClassOf(spec: Fields): QosClass {
  const ofPod = fieldsAt(spec, 'resources');
  const all =
    ofPod === undefined
      ? [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].map(requirementsOf)
      : [ofPod];
  const cpu = sumOf(all, 'requests', 'cpu');
  const memory = sumOf(all, 'requests', 'memory');
  const cpuMax = sumOf(all, 'limits', 'cpu');
  const memoryMax = sumOf(all, 'limits', 'memory');
  if (cpu.isZero && memory.isZero && cpuMax.isZero && memoryMax.isZero) return 'BestEffort';
  const isEqual = cpu.compare(cpuMax) === 0 && memory.compare(memoryMax) === 0;
  return isEqual && isLimited(all, 'cpu') && isLimited(all, 'memory') ? 'Guaranteed' : 'Burstable';
}
