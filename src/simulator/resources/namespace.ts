import type { Draft } from '../api';
import { openDraft, textAt, textsAt } from './fields';
import { nameIsDnsLabel } from './metadata';
import type { Strategy } from './resource';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const FINALIZER = 'kubernetes';

/** Every Namespace carries its own name as a label. */
function labelWithName(object: Draft): void {
  const metadata = openDraft(object, 'metadata');
  const name = textAt(metadata, 'name');
  if (name !== '') openDraft(metadata, 'labels')[NAME_LABEL] = name;
}

/**
 * Namespaces: the content is deleted before the finalizer `kubernetes` goes.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/namespace/strategy.go, pkg/apis/core/v1/defaults.go.
 */
export const namespaceStrategy: Strategy = {
  hasGeneration: false,
  validateName: nameIsDnsLabel,
  default: labelWithName,
  prepareForCreate(object) {
    labelWithName(object);
    const spec = openDraft(object, 'spec');
    const finalizers = textsAt(spec, 'finalizers');
    if (!finalizers.includes(FINALIZER)) spec['finalizers'] = [...finalizers, FINALIZER];
    object['status'] = { phase: 'Active' };
  },
  prepareForUpdate(object, old) {
    object['spec'] = old['spec'];
    object['status'] = old['status'];
  },
  selectableFields: (object) => ({
    'status.phase': textAt(object['status'] as Draft | undefined, 'phase'),
    name: object.metadata.name ?? '',
  }),
};
