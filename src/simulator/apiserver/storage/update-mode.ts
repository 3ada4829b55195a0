import type { Draft, FieldError, KubeObject } from '../../api';
import type { ResourceInfo, WriteContext } from '../../resources/resource';
import { metadataOf } from './metadata';

/** What a path may change of an object, and what is checked then. */
export interface UpdateMode {
  /** Whether this is the object itself and no subresource. */
  readonly isMain: boolean;
  /** Puts back what the path may not change. */
  prepare(draft: Draft, old: KubeObject, context: WriteContext, resource: ResourceInfo): void;
  /** What is wrong, besides metadata. */
  validate(object: KubeObject, old: KubeObject, context: WriteContext, resource: ResourceInfo): FieldError[];
}

/** Puts back every field of `old` but metadata and `field`. */
export function keepAllBut(draft: Draft, old: KubeObject, field: string): void {
  for (const key in draft) if (key !== field && key !== 'metadata' && !(key in old)) delete draft[key];
  for (const key in old) {
    // Who copied the old object has nearly all of it already.
    if (draft[key] === old[key] && key in draft) continue;
    if (key !== field && key !== 'metadata') draft[key] = old[key];
  }
}

/** The object itself: everything but its status. */
export const MAIN: UpdateMode = {
  isMain: true,
  prepare: () => undefined,
  validate: (object, old, context, { strategy }) =>
    strategy.validateUpdate?.(object, old, context) ?? strategy.validate?.(object, context) ?? [],
};

/** Kinds whose labels a status write cannot change. Source: Kubernetes 1.36, pkg/registry/apps/deployment/strategy.go. */
const KEEPS_LABELS = new Set(['apps/deployments']);

/** `/status`: the status alone. */
export const STATUS: UpdateMode = {
  isMain: false,
  prepare: (draft, old, context, resource) => {
    keepAllBut(draft, old, 'status');
    resource.strategy.prepareForStatusUpdate?.(draft, old, context);
    const metadata = metadataOf(draft);
    if (resource.custom !== undefined) {
      const { managedFields } = metadata;
      draft['metadata'] = { ...old.metadata, ...(managedFields === undefined ? {} : { managedFields }) };
      return;
    }
    if (KEEPS_LABELS.has(resource.storage)) {
      if (old.metadata.labels === undefined) delete metadata.labels;
      else metadata.labels = old.metadata.labels;
    }
    if (resource.storage === 'pods') {
      if (old.metadata.ownerReferences === undefined) delete metadata.ownerReferences;
      else metadata.ownerReferences = old.metadata.ownerReferences;
    }
  },
  validate: (object, old, context, { strategy }) => strategy.validateStatusUpdate?.(object, old, context) ?? [],
};
