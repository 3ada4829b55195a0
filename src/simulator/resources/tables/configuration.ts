import { AGE, documentOf, integer, NAME, text } from './column';
import { defineTable, type Named } from './table';

const sizeOf = (map: object | undefined): number => (map === undefined ? 0 : Object.keys(map).length);

interface ConfigMap extends Named {
  readonly data?: object;
  readonly binaryData?: object;
}

/** ConfigMaps. */
export const configMapTable = defineTable<ConfigMap>({
  columns: [NAME, text('Data', documentOf('core.v1.ConfigMap', 'data')), AGE],
  cells: ({ metadata, data, binaryData }, { age }) => [metadata.name, sizeOf(data) + sizeOf(binaryData), age],
});

interface Secret extends Named {
  readonly type?: string;
  readonly data?: object;
}

/** Secrets. */
export const secretTable = defineTable<Secret>({
  columns: [
    NAME,
    text('Type', documentOf('core.v1.Secret', 'type')),
    text('Data', documentOf('core.v1.Secret', 'data')),
    AGE,
  ],
  cells: ({ metadata, type, data }, { age }) => [metadata.name, type ?? '', sizeOf(data), age],
});

/** Kinds shown by name and age alone. */
export const nameAndAgeTable = defineTable<Named>({
  columns: [NAME, AGE],
  cells: ({ metadata }, { age }) => [metadata.name, age],
});

interface Webhooks extends Named {
  readonly webhooks?: readonly object[];
}

/** Webhook configurations. */
export const webhookTable = defineTable<Webhooks>({
  columns: [
    NAME,
    integer('Webhooks', 'Webhooks indicates the number of webhooks registered in this configuration'),
    AGE,
  ],
  cells: ({ metadata, webhooks }, { age }) => [metadata.name, webhooks?.length ?? 0, age],
});

interface AdmissionPolicy extends Named {
  readonly spec?: {
    readonly validations?: readonly object[];
    readonly mutations?: readonly object[];
    readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string };
  };
}

const paramKindText = (spec: AdmissionPolicy['spec']): string =>
  spec?.paramKind === undefined ? '<unset>' : `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}`;

const paramKind = text('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy');

/** ValidatingAdmissionPolicies. */
export const validatingPolicyTable = defineTable<AdmissionPolicy>({
  columns: [
    NAME,
    integer('Validations', 'Validations indicates the number of validation rules defined in this configuration'),
    paramKind,
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [metadata.name, spec?.validations?.length ?? 0, paramKindText(spec), age],
});

/** MutatingAdmissionPolicies. */
export const mutatingPolicyTable = defineTable<AdmissionPolicy>({
  columns: [
    NAME,
    integer('Mutations', 'Mutation indicates the number of mutations rules defined in this configuration'),
    paramKind,
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [metadata.name, spec?.mutations?.length ?? 0, paramKindText(spec), age],
});

interface PolicyBinding extends Named {
  readonly spec?: {
    readonly policyName?: string;
    readonly paramRef?: { readonly namespace?: string; readonly name?: string; readonly selector?: object };
  };
}

function paramRefText(spec: PolicyBinding['spec']): string {
  const reference = spec?.paramRef;
  if (reference === undefined) return '<unset>';
  if ((reference.name ?? '') === '') return reference.selector === undefined ? '<unset>' : '<selector>';
  return (reference.namespace ?? '') === '' ? `*/${reference.name}` : `${reference.namespace}/${reference.name}`;
}

/** Bindings of admission policies. The words of the descriptions are the real server's. */
export const policyBindingTable = defineTable<PolicyBinding>({
  columns: [
    NAME,
    text('PolicyName', 'PolicyName indicates the policy definition which the policy binding binded to'),
    text('ParamRef', 'ParamRef indicates the param resource which sets the configration param'),
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [metadata.name, spec?.policyName ?? '', paramRefText(spec), age],
});
