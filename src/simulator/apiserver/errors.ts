import { statusError, StatusError, statusErrors, type Status } from '../api';
import { DecodeError } from '../schema';

/** What a path answers that is no resource of its version. Source: apiserver/pkg/server/handler.go. */
export const unknownResource = (): StatusError =>
  statusError(404, 'NotFound', 'the server could not find the requested resource', {});

/** What a path answers to a method that it does not have. */
export const unknownMethod = (): StatusError =>
  statusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** The Status of anything that was thrown: a fault of the server itself is 500. */
export function statusOf(error: unknown): Status {
  if (error instanceof StatusError) return error.status;
  // What cannot be decoded is the fault of who sent it, wherever that is found out.
  if (error instanceof DecodeError) return statusErrors.badRequest(error.message).status;
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${message}`,
    reason: 'InternalError',
    details: { causes: [{ message }] },
    code: 500,
  };
}
