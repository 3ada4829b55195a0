/** Who owns which fields: what each write changed, and server-side apply. */
export { applyConfig, type ApplyOrigin, type ApplyResult } from './apply';
export { compareValues } from './compare';
export { completeObject, inheritEntries, putOffEntries, type DeferredEntries } from './deferred-entries';
export { FieldSet } from './field-set';
export { DEDUCED, emptyValue, type ListType, type MapType, type MergeType, type ScalarType } from './merge-type';
export type { TranslateFields } from './manager-versions';
export { removeFields } from './remove-fields';
export { entriesIgnoringTimes, trackUpdate, type WriteOrigin } from './track-update';
export { fieldsOf, withManagedFields, withoutManagedFields } from './tracked-object';
