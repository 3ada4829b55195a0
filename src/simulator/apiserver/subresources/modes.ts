import { prepareApproval, validateApproval } from '../../resources/certificate-signing-request';
import { fieldsAt, listAt, textAt, type Fields } from '../../resources/fields';
import { validateEphemeralContainersUpdate, validatePodResize } from '../../resources/pod';
import { keepAllBut, type UpdateMode } from '../storage/update-mode';

/** `/finalize` of a Namespace: its own finalizers alone. */
export const FINALIZE: UpdateMode = {
  isMain: false,
  prepare: (draft, old) => keepAllBut(draft, old, 'spec'),
  validate: () => [],
};

/** `/approval` of a CertificateSigningRequest: its conditions alone. */
export const APPROVAL: UpdateMode = {
  isMain: false,
  prepare: (draft, old, context) => {
    keepAllBut(draft, old, 'status');
    prepareApproval(draft, old, context);
  },
  validate: validateApproval,
};

/** `/ephemeralcontainers` of a Pod: these containers alone, which can only be added. */
export const EPHEMERAL_CONTAINERS: UpdateMode = {
  isMain: false,
  prepare: (draft, old) => {
    const wanted = fieldsAt(draft, 'spec')?.['ephemeralContainers'];
    keepAllBut(draft, old, 'metadata');
    const spec: Record<string, unknown> = { ...fieldsAt(old, 'spec') };
    if (wanted === undefined) delete spec['ephemeralContainers'];
    else spec['ephemeralContainers'] = wanted;
    draft['spec'] = spec;
  },
  validate: validateEphemeralContainersUpdate,
};

/** `/resize` of a Pod: resources of its containers alone. */
export const RESIZE: UpdateMode = {
  isMain: false,
  prepare: (draft, old) => {
    const wanted = fieldsAt(draft, 'spec');
    keepAllBut(draft, old, 'metadata');
    const spec: Record<string, unknown> = { ...fieldsAt(old, 'spec') };
    for (const field of ['containers', 'initContainers']) {
      if (spec[field] !== undefined) spec[field] = resized(listAt(spec, field), listAt(wanted, field));
    }
    draft['spec'] = spec;
  },
  validate: validatePodResize,
};

function resized(old: readonly Fields[], wanted: readonly Fields[]): Fields[] {
  const resources = new Map(wanted.map((each) => [textAt(each, 'name'), each['resources']]));
  return old.map((each) => {
    const next = resources.get(textAt(each, 'name'));
    return next === undefined ? each : { ...each, resources: next };
  });
}
