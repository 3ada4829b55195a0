import { type KubeObject, statusError } from '../../../api';
import { type Fields, fieldsAt, textAt, textsAt } from '../../../resources/fields';
import { forbidden } from '../forbid';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin';
import { type Failure, failuresOf, variablesOf } from './evaluate';
import { matchesWrite } from './matching';

const GROUP = 'admissionregistration.k8s.io';

/** Reasons that a policy may give. Source: policy/validating/typechecking `reasonToCode`. */
const CODES: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 };

function refusal(object: KubeObject, attributes: AdmissionAttributes, title: string, failure: Failure): Error {
  const message = `ValidatingAdmissionPolicy ${title} denied request: ${failure.message}`;
  const { status } = forbidden(object, attributes, message, [{ message }]);
  const reason = failure.reason === '' ? 'Invalid' : failure.reason;
  return statusError(CODES[reason] ?? 422, reason, status.message ?? '', status.details ?? {});
}

/** The parameter that a binding names; null when it names none. Only ConfigMaps and custom objects are looked for by name. */
function paramsOf(policy: Fields, binding: Fields, { context, namespace }: AdmissionAttributes): KubeObject | null {
  const [kind, reference] = [fieldsAt(policy, 'paramKind'), fieldsAt(binding, 'paramRef')];
  const name = textAt(reference, 'name');
  if (kind === undefined || name === '') return null;
  const [group = '', version] = textAt(kind, 'apiVersion').split('/');
  const plural = `${textAt(kind, 'kind').toLowerCase()}s`;
  const storage = version === undefined ? plural : `${group}/${plural}`;
  const place = textAt(reference, 'namespace');
  return context.lookup(storage, place === '' ? namespace : place, name) ?? context.lookup(storage, '', name) ?? null;
}

/**
 * Holds writes to ValidatingAdmissionPolicies, as far as their bindings say. Not modelled: the authorizer in
 * expressions, parameters chosen by a selector, parameters whose resource is no plain plural, type checking.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/policy/validating/dispatcher.go.
 */
export const validatingPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(object, attributes) {
    const { context, resource } = attributes;
    // Policies do not judge policies: nobody could take a wrong one back.
    if (resource.group === GROUP) return;
    const bindings = context.lookupAll(`${GROUP}/validatingadmissionpolicybindings`);
    for (const binding of bindings) {
      const bound = fieldsAt(binding, 'spec') ?? {};
      const policy = context.lookup(`${GROUP}/validatingadmissionpolicies`, '', textAt(bound, 'policyName'));
      const spec = fieldsAt(policy, 'spec');
      if (policy === undefined || spec === undefined) continue;
      if (!matchesWrite(fieldsAt(spec, 'matchConstraints'), object, attributes)) continue;
      if (!matchesWrite(fieldsAt(bound, 'matchResources'), object, attributes)) continue;
      const title = `'${policy.metadata.name ?? ''}' with binding '${binding.metadata.name ?? ''}'`;
      const failures = failuresOf(spec, variablesOf(object, paramsOf(spec, bound, attributes), attributes));
      const [first] = failures;
      if (first === undefined) continue;
      const actions = textsAt(bound, 'validationActions');
      if (actions.includes('Warn')) {
        for (const { message } of failures)
          attributes.warn(`Validation failed for ValidatingAdmissionPolicy ${title}: ${message}`);
      }
      if (actions.includes('Deny')) throw refusal(object, attributes, title, first);
    }
  },
};
