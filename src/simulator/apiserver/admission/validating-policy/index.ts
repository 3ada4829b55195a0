import { type KubeObject, statusError } from '../../../api';
import { type Fields, textAt } from '../../../resources/fields';
import { objectsOf } from '../admission-request';
import { isExempt } from '../exemption';
import { variablesOf } from '../expressions';
import { forbidden } from '../forbid';
import { matchOf } from '../matching';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin';
import { type BoundPolicy, policyIndex } from './configured-policies';
import { type Failure, failuresOf } from './evaluate';

/** Reasons that a policy may give. Source: policy/validating/typechecking `reasonToCode`. */
const CODES: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 };

function refusal(object: KubeObject, attributes: AdmissionAttributes, title: string, failure: Failure): Error {
  const message = `ValidatingAdmissionPolicy ${title} denied request: ${failure.message}`;
  const { status } = forbidden(object, attributes, message, [{ message }]);
  const reason = failure.reason === '' ? 'Invalid' : failure.reason;
  return statusError(CODES[reason] ?? 422, reason, status.message ?? '', status.details ?? {});
}

/** The parameter that a binding names; null when it names none. Only ConfigMaps and custom objects are looked for by name. */
function paramsOf(
  kind: Fields | undefined,
  reference: Fields | undefined,
  { context, namespace }: AdmissionAttributes,
): KubeObject | null {
  const name = textAt(reference, 'name');
  if (kind === undefined || name === '') return null;
  const [group = '', version] = textAt(kind, 'apiVersion').split('/');
  const plural = `${textAt(kind, 'kind').toLowerCase()}s`;
  const storage = version === undefined ? plural : `${group}/${plural}`;
  const place = textAt(reference, 'namespace');
  return context.lookup(storage, place === '' ? namespace : place, name) ?? context.lookup(storage, '', name) ?? null;
}

/**
 * Holds writes to ValidatingAdmissionPolicies, as far as their bindings say. Not modelled: parameters chosen by a
 * selector, parameters whose resource is no plain plural.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
 */
export const validatingPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(object, attributes) {
    const { bound } = attributes.context.index(policyIndex);
    if (bound.length === 0 || isExempt(attributes)) return;
    for (const each of bound) hold(each, object, attributes);
  },
};

function hold(
  { policy, binding, selection, actions, paramRef }: BoundPolicy,
  object: KubeObject,
  attributes: AdmissionAttributes,
): void {
  const seen = attributes.verb === 'delete' ? undefined : object;
  const match = matchOf(policy.selection, seen, attributes);
  if (match === undefined || matchOf(selection, seen, attributes) === undefined) return;
  const title = `'${policy.name}' with binding '${binding}'`;
  const variables = variablesOf(objectsOf(object, match, attributes), match, attributes);
  const failures = failuresOf(policy, paramsOf(policy.paramKind, paramRef, attributes), variables);
  const [first] = failures;
  if (first === undefined) return;
  if (actions.includes('Warn')) {
    for (const { message } of failures)
      attributes.warn(`Validation failed for ValidatingAdmissionPolicy ${title}: ${message}`);
  }
  if (actions.includes('Deny')) throw refusal(object, attributes, title, first);
}
