import { FIELD_ERROR_WORDS, type FieldError } from './field-error';

/** One reason among several. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** An answer that is no object: how a request failed, or that it did not. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code?: number;
}

/** The resource an error is about: its group and plural, as in `deployments.apps`. */
export interface ErrorSubject {
  readonly group: string;
  /** Plural for most errors; the kind for `invalid`. */
  readonly resource: string;
}

const subjectName = ({ group, resource }: ErrorSubject): string => (group === '' ? resource : `${resource}.${group}`);

/** A request that failed, with the Status that a real server answers. */
export class StatusError extends Error {
  constructor(readonly status: Status) {
    super(status.message);
    this.name = 'StatusError';
  }

  /** HTTP status code. */
  get code(): number {
    return this.status.code ?? 500;
  }
}

/** Makes an error from its parts. */
export function statusError(code: number, reason: string, message: string, details?: Status['details']): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  });
}

const about = (subject: ErrorSubject, name: string): NonNullable<Status['details']> => ({
  ...(name === '' ? {} : { name }),
  ...(subject.group === '' ? {} : { group: subject.group }),
  kind: subject.resource,
});

/**
 * The errors of the API machinery, with their texts.
 * Source: Kubernetes 1.36, apimachinery/pkg/api/errors/errors.go.
 */
export const statusErrors = {
  notFound: (subject: ErrorSubject, name: string): StatusError =>
    statusError(404, 'NotFound', `${subjectName(subject)} "${name}" not found`, about(subject, name)),
  alreadyExists: (subject: ErrorSubject, name: string): StatusError =>
    statusError(409, 'AlreadyExists', `${subjectName(subject)} "${name}" already exists`, about(subject, name)),
  conflict: (subject: ErrorSubject, name: string, detail: string): StatusError =>
    statusError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${subjectName(subject)} "${name}": ${detail}`,
      about(subject, name),
    ),
  forbidden: (subject: ErrorSubject, name: string, detail: string): StatusError =>
    statusError(
      403,
      'Forbidden',
      name === ''
        ? `${subjectName(subject)} is forbidden: ${detail}`
        : `${subjectName(subject)} "${name}" is forbidden: ${detail}`,
      about(subject, name),
    ),
  /** `subject.resource` is the kind here. */
  invalid: (subject: ErrorSubject, name: string, errors: readonly FieldError[]): StatusError => {
    const lines = [...new Set(errors.map(({ field, body }) => `${field}: ${body}`))];
    const list = lines.length === 1 ? lines.join('') : `[${lines.join(', ')}]`;
    return statusError(422, 'Invalid', `${subjectName(subject)} "${name}" is invalid: ${list}`, {
      ...about(subject, name),
      causes: errors.map(({ type, field, body }) => ({ reason: FIELD_ERROR_WORDS[type].reason, message: body, field })),
    });
  },
  badRequest: (message: string): StatusError => statusError(400, 'BadRequest', message),
  unauthorized: (): StatusError => statusError(401, 'Unauthorized', 'Unauthorized'),
  methodNotSupported: (subject: ErrorSubject, action: string): StatusError =>
    statusError(405, 'MethodNotAllowed', `${action} is not supported on resources of kind "${subjectName(subject)}"`, {
      ...(subject.group === '' ? {} : { group: subject.group }),
      kind: subject.resource,
    }),
  expired: (message: string): StatusError => statusError(410, 'Expired', message),
  requestEntityTooLarge: (message: string): StatusError =>
    statusError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`),
  unsupportedMediaType: (message: string): StatusError => statusError(415, 'UnsupportedMediaType', message),
  notAcceptable: (message: string): StatusError => statusError(406, 'NotAcceptable', message),
  internal: (message: string): StatusError =>
    statusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }),
  notImplemented: (message: string): StatusError => statusError(501, 'NotImplemented', message),
};
