import { fieldError, type FieldError } from '../../api';
import { type Fields, fieldsAt, isSame, listAt, mapAt } from '../fields';
import { isSidecar } from './container';
import { qosClassOf } from './pod-resources';
import { requirementsOf, resourcesAt } from './resource-requirements';

const RESIZABLE = ['cpu', 'memory'];

function validateNothingRemoved(container: Fields, old: Fields, path: string): FieldError[] {
  return (['requests', 'limits'] as const).flatMap((field) => {
    const now = resourcesAt(requirementsOf(container), field);
    const isRemoved = Object.keys(resourcesAt(requirementsOf(old), field)).some((name) => now[name] === undefined);
    if (!isRemoved) return [];
    return [fieldError.forbidden(`${path}.resources.${field}`, `resource ${field} cannot be removed`)];
  });
}

/** A container without the resources that may change. */
function withoutResizable(container: Fields): Fields {
  const requirements = requirementsOf(container);
  const rest = (field: string): Fields =>
    Object.fromEntries(Object.entries(mapAt(requirements, field) ?? {}).filter(([name]) => !RESIZABLE.includes(name)));
  return { ...container, resources: { ...requirements, limits: rest('limits'), requests: rest('requests') } };
}

/**
 * What is wrong with a change through /resize: of all fields only cpu and memory of containers and sidecars may change.
 *
 * Source: Kubernetes 1.36, pkg/apis/core/validation/validation.go `ValidatePodResize`.
 */
export function validateResize(pod: Fields, old: Fields): FieldError[] {
  const spec = fieldsAt(pod, 'spec') ?? {};
  const before = fieldsAt(old, 'spec') ?? {};
  const errors: FieldError[] = [];
  if (qosClassOf(spec) !== qosClassOf(before)) {
    const rule = 'Pod QOS Class may not change as a result of resizing';
    errors.push(fieldError.invalid('spec', fieldsAt(pod, 'status')?.['qosClass'] ?? '', rule));
  }
  for (const list of ['initContainers', 'containers']) {
    listAt(spec, list).forEach((container, index) => {
      const previous = listAt(before, list)[index];
      if (previous === undefined) return;
      if (list === 'initContainers' && !isSidecar(previous)) {
        const rule = 'resources for non-sidecar init containers are immutable';
        if (!isSame(container, previous)) errors.push(fieldError.forbidden('spec', rule));
        return;
      }
      errors.push(...validateNothingRemoved(container, previous, `spec.${list}[${index}]`));
      if (!isSame(withoutResizable(container), withoutResizable(previous))) {
        const which = list === 'containers' ? '' : ' for sidecar containers';
        errors.push(fieldError.forbidden('spec', `only cpu and memory resources${which} are mutable`));
      }
    });
  }
  return errors;
}
