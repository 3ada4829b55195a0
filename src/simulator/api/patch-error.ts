import { StatusError, statusError, statusErrors } from './status-error';

/*
 * How a patch fails. Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/patch.go `applyJSPatch`,
 * `interpretStrategicMergePatchError`.
 */

/** A patch that cannot be read: 400. */
export const badPatch = (message: string): StatusError => statusErrors.badRequest(message);

/** A patch that cannot be applied: 422; the real server does not say why. */
export class RejectedPatch extends StatusError {
  /** `detail` is why, in the words of the library that applies patches. */
  constructor(readonly detail: string) {
    const message = 'the server rejected our request due to an error in our request';
    super(statusError(422, 'Invalid', message, {}).status);
  }
}

/** Makes the error of a patch that cannot be applied. */
export const rejectedPatch = (detail = ''): StatusError => new RejectedPatch(detail);

/** An error without a status of its own: 500 with the message alone. */
export const plainError = (message: string): StatusError =>
  new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
