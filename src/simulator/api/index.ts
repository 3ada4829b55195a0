/** The vocabulary of the API: objects, errors, selectors, quantities, patches. */
export * from './certificate-request';
export * from './client';
export type * from './container-access';
export * from './cron-schedule';
export { DerError } from './der';
export * from './duration';
export * from './field-error';
export * from './field-selector';
export * from './int-or-percent';
export * from './json';
export * from './json-patch';
export {
  EVERYTHING,
  LabelSelector,
  labelSelectorOf,
  labelSelectorOfLabels,
  newRequirement,
  NOTHING,
  SelectorSyntaxError,
  type LabelRequirement,
  type Labels,
  type LabelSelectorObject,
  type SelectorOperator,
} from './label-selector';
export type * from './kinds.generated';
export * from './merge-patch';
export type * from './metrics';
export { missingRules } from './missing-rules';
export {
  byteLength,
  DNS_LABEL_BYTES_MAX,
  DNS_SUBDOMAIN_BYTES_MAX,
  formatMessage,
  isDns1035Label,
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isQualifiedName,
  isWildcardDnsSubdomain,
  LABEL_VALUE_BYTES_MAX,
  maxLengthMessage,
  rangeMessage,
} from './names';
export * from './node-selector';
export * from './object';
export * from './parse-label-selector';
export * from './patch-error';
export * from './pod-resources';
export * from './quantity';
export * from './quota-scopes';
export * from './quota-usage';
export type { PatchField, SchemaLookup } from './schema-lookup';
export * from './status-error';
export * from './strategic-merge-patch';
export * from './tolerations';
export * from './value-names';
export type * from './way';
