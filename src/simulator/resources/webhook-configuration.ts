import { fieldError, type Draft, type FieldError, type KubeObject } from '../api';
import { defaultMatch, validateAdmissionRule } from './admission-rules';
import { draftAt, draftsAt, fieldsAt, fill, listAt, numberAt, textAt, textsAt, type Fields } from './fields';
import { validateDnsSubdomain, validateOneOf } from './field-rules';
import type { Strategy } from './resource';

const TIMEOUT_SECONDS_MAX = 30;

/** Fills in webhooks. Source: Kubernetes 1.36, pkg/apis/admissionregistration/v1/defaults.go. */
function fillIn(object: Draft, isMutating: boolean): void {
  for (const webhook of draftsAt(object, 'webhooks')) {
    fill(webhook, { failurePolicy: 'Fail', timeoutSeconds: 10 });
    if (isMutating) fill(webhook, { reinvocationPolicy: 'Never' });
    defaultMatch(webhook, 'rules');
    const service = draftAt(draftAt(webhook, 'clientConfig'), 'service');
    if (service !== undefined) fill(service, { port: 443 });
  }
}

function validateClient(client: Fields | undefined, path: string): FieldError[] {
  const url = textAt(client, 'url');
  const service = fieldsAt(client, 'service');
  if ((url === '') === (service === undefined))
    return [fieldError.required(path, 'exactly one of url or service is required')];
  if (service === undefined) return [];
  return ['name', 'namespace']
    .filter((field) => textAt(service, field) === '')
    .map((field) => fieldError.required(`${path}.service.${field}`, `service ${field} is required`));
}

function validateWebhook(webhook: Fields, path: string): FieldError[] {
  const name = textAt(webhook, 'name');
  const errors: FieldError[] = [];
  if (name === '') errors.push(fieldError.required(`${path}.name`));
  else if (name.split('.').length < 3) {
    errors.push(
      fieldError.invalid(`${path}.name`, name, 'should be a domain with at least three segments separated by dots'),
    );
  } else errors.push(...validateDnsSubdomain(name, `${path}.name`));
  errors.push(...validateOneOf(textAt(webhook, 'failurePolicy'), ['Fail', 'Ignore'], `${path}.failurePolicy`));
  errors.push(...validateOneOf(textAt(webhook, 'matchPolicy'), ['Equivalent', 'Exact'], `${path}.matchPolicy`));
  const effects = textAt(webhook, 'sideEffects');
  if (effects === '') errors.push(fieldError.required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
  else errors.push(...validateOneOf(effects, ['None', 'NoneOnDryRun'], `${path}.sideEffects`));
  const seconds = numberAt(webhook, 'timeoutSeconds') ?? 10;
  if (seconds > TIMEOUT_SECONDS_MAX || seconds < 1) {
    const message = `the timeout value must be between 1 and ${TIMEOUT_SECONDS_MAX} seconds`;
    errors.push(fieldError.invalid(`${path}.timeoutSeconds`, seconds, message));
  }
  if (textsAt(webhook, 'admissionReviewVersions').length === 0) {
    errors.push(fieldError.required(`${path}.admissionReviewVersions`, 'must specify one of v1, v1beta1'));
  }
  listAt(webhook, 'rules').forEach((rule, index) => {
    errors.push(...validateAdmissionRule(rule, `${path}.rules[${index}]`));
  });
  return [...errors, ...validateClient(fieldsAt(webhook, 'clientConfig'), `${path}.clientConfig`)];
}

const validate = (object: KubeObject): FieldError[] => {
  const names = new Set<string>();
  return listAt(object, 'webhooks').flatMap((webhook, index) => {
    const path = `webhooks[${index}]`;
    const name = textAt(webhook, 'name');
    const repeated = name !== '' && names.has(name) ? [fieldError.duplicate(`${path}.name`, name)] : [];
    names.add(name);
    return [...validateWebhook(webhook, path), ...repeated];
  });
};

const strategy = (isMutating: boolean): Strategy => ({
  hasGeneration: true,
  default: (object) => fillIn(object, isMutating),
  validate,
  validateUpdate: validate,
});

/** MutatingWebhookConfigurations. Who calls them: apiserver/admission/webhooks. */
export const mutatingWebhookStrategy = strategy(true);
/** ValidatingWebhookConfigurations. */
export const validatingWebhookStrategy = strategy(false);
