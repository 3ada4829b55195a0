import type { StatusError } from '../../../api';
import { statusError, statusErrors, type KubeObject, type Draft, type Status } from '../../../api';
import { type Fields, fieldsAt, isFields, numberAt, textAt, textsAt } from '../../../resources/fields';
import { type AdmissionObjects, admissionRequestOf, objectsOf } from '../admission-request';
import { judgeConditions, variablesOf } from '../expressions';
import { joinedReasons } from '../forbid';
import { matchOf, type Match } from '../matching';
import type { AdmissionAttributes } from '../plugin';
import type { AdmissionReview } from './caller';
import type { Webhook } from './configured-webhooks';
import { postTarget } from './post-target';
import { verifiedResponse } from './verified-response';

const REVIEW = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' } as const;

/** A call that failed, in contrast to one that was answered with no: the failure policy decides what follows. */
export class WebhookCallError extends Error {
  constructor(webhook: Webhook, reason: string) {
    super(`failed calling webhook "${webhook.name}": ${reason}`);
    this.name = 'WebhookCallError';
  }
}

/** A webhook that means a write, and the objects in the version that it wants to see. */
export interface Invocation {
  readonly webhook: Webhook;
  readonly match: Match;
  readonly objects: AdmissionObjects;
}

/** What a webhook said to a write that it lets pass. */
export interface Permission {
  /** The JSON patch as it came: text that should be JSON. Empty when there is none. */
  readonly patch: string;
}

/**
 * Whether a webhook is to be asked about a write.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/generic/webhook.go `ShouldCallHook`,
 * matchconditions/matcher.go.
 *
 * @throws StatusError when that cannot be found out and its failure policy is Fail.
 */
export function invocationOf(
  webhook: Webhook,
  object: KubeObject | Draft,
  attributes: AdmissionAttributes,
): Invocation | undefined {
  const seen = attributes.verb === 'delete' ? undefined : (object as KubeObject);
  const match = matchOf(webhook.selection, seen, attributes);
  if (match === undefined) return undefined;
  const objects = objectsOf(object, match, attributes);
  if (webhook.conditions.length === 0) return { webhook, match, objects };
  const { holds, errors } = judgeConditions(webhook.conditions, variablesOf(objects, match, attributes));
  if (holds) return { webhook, match, objects };
  if (errors.length === 0 || webhook.isFailOpen) return undefined;
  throw statusErrors.forbidden(attributes.resource, attributes.name, joinedReasons(errors));
}

/**
 * Asks a webhook.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go. Not modelled:
 * reviews in v1beta1, audit annotations: there is no audit log.
 *
 * @throws WebhookCallError when no proper answer came, StatusError when the answer is no.
 */
export function askWebhook(
  { webhook, match, objects }: Invocation,
  attributes: AdmissionAttributes,
  isMutating: boolean,
): Permission {
  if (attributes.dryRun && !webhook.takesDryRun) {
    throw statusErrors.badRequest(`admission webhook "${webhook.name}" does not support dry run`);
  }
  const uid = attributes.server.newUid();
  const request = { uid, ...admissionRequestOf(attributes, match), ...objects };
  const body = post(webhook, { ...REVIEW, request }, attributes);
  const response = verifiedResponse(body, uid, isMutating);
  if (typeof response === 'string')
    throw new WebhookCallError(webhook, `received invalid webhook response: ${response}`);
  for (const text of textsAt(response, 'warnings')) attributes.warn(text);
  if (response['allowed'] !== true) throw rejection(webhook, fieldsAt(response, 'status'));
  return { patch: textAt(response, 'patch') };
}

/** Sends a review, as JSON as on a wire: nobody can change what is stored. */
function post(webhook: Webhook, review: AdmissionReview, { server, context }: AdmissionAttributes): unknown {
  const sent = JSON.parse(JSON.stringify(review)) as AdmissionReview;
  const answer = server.webhooks.call(webhook.clientConfig, sent, context);
  switch (answer.kind) {
    case 'answer':
      return answer.body;
    case 'silence': {
      const target = postTarget(webhook.clientConfig, webhook.timeoutSeconds);
      throw new WebhookCallError(webhook, `failed to call webhook: Post "${target}": ${answer.reason}`);
    }
    case 'failure': {
      const said = `an error on the server (${JSON.stringify(answer.text)}) has prevented the request from succeeding`;
      throw new WebhookCallError(webhook, `failed to call webhook: ${said}`);
    }
  }
}

/** Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/errors/statuserror.go `ToStatusErr`. */
function rejection(webhook: Webhook, given: Fields | undefined): StatusError {
  const denied = `admission webhook "${webhook.name}" denied the request`;
  const reason = textAt(given, 'reason');
  const said = [textAt(given, 'message'), reason].find((text) => text !== '');
  const code = Math.max(numberAt(given, 'code') ?? 0, 400);
  const details = given?.['details'];
  return statusError(
    code,
    reason,
    said === undefined ? `${denied} without explanation` : `${denied}: ${said}`,
    isFields(details) ? (details as Status['details']) : undefined,
  );
}

/** What a write that cannot be judged is answered with, unless its webhook lets such writes pass. */
export function settleFailure(error: unknown, { isFailOpen }: Webhook): void {
  if (!(error instanceof WebhookCallError)) throw error;
  if (!isFailOpen) throw statusErrors.internal(error.message);
}
