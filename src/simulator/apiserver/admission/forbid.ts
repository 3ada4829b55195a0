import { type StatusCause, statusError, statusErrors, type StatusError } from '../../api';
import { type Fields, fieldsAt, textAt } from '../../resources/fields';
import type { AdmissionAttributes } from './plugin';

/**
 * Name of the object in an error: that of the request, else what will become of it, else `Unknown`.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/errors.go `extractResourceName`.
 */
function nameFor(object: Fields, { name }: AdmissionAttributes): string {
  const metadata = fieldsAt(object, 'metadata');
  return (
    [name, textAt(metadata, 'name'), textAt(metadata, 'generateName'), 'Unknown'].find((text) => text !== '') ?? ''
  );
}

/** The error of a plugin that refuses a write, with causes where the real server gives some. */
export function forbidden(
  object: Fields,
  attributes: AdmissionAttributes,
  text: string,
  causes: readonly StatusCause[] = [],
): StatusError {
  const error = statusErrors.forbidden(attributes.resource, nameFor(object, attributes), text);
  if (causes.length === 0) return error;
  return statusError(403, 'Forbidden', error.message, { ...error.status.details, causes });
}

/** Several reasons in one text. Source: Kubernetes 1.36, apimachinery/pkg/util/errors `aggregate.Error`. */
export const joinedReasons = (reasons: readonly string[]): string =>
  reasons.length === 1 ? (reasons[0] as string) : `[${reasons.join(', ')}]`;

type Verb = AdmissionAttributes['verb'];

/** Whether a write is of the object itself, by storage key, with one of one or two verbs. */
export const concerns = (
  { resource, subresource, verb }: AdmissionAttributes,
  storage: string,
  wanted: Verb,
  orWanted: Verb = wanted,
): boolean => subresource === '' && resource.storage === storage && (verb === wanted || verb === orWanted);
