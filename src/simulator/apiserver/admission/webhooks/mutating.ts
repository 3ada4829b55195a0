import {
  applyJsonPatch,
  apiVersionOf,
  type Draft,
  equalJson,
  RejectedPatch,
  StatusError,
  statusErrors,
} from '../../../api';
import type { Fields } from '../../../resources/fields';
import { DecodeError, decodeKind, decodeValue } from '../../decoding';
import { storageDraft } from '../../versions';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin';
import { askWebhook, invocationOf, settleFailure, WebhookCallError } from './ask-webhook';
import { isExempt } from '../exemption';
import { type Webhook, webhookIndex } from './configured-webhooks';

type Invocation = NonNullable<ReturnType<typeof invocationOf>>;

/**
 * Lets webhooks change a draft, one after the other, each seeing what the one before made of it.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go `Dispatch`.
 */
export const mutatingWebhooks: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  admit(draft, attributes) {
    const webhooks = attributes.context.index(webhookIndex).mutating;
    if (webhooks.length === 0 || isExempt(attributes)) return;
    const { rounds } = attributes;
    // What other plugins changed in the second round concerns all who asked to hear of changes.
    if (rounds.isAgain && rounds.webhookOutput !== JSON.stringify(draft)) rounds.noteChange();
    for (const webhook of webhooks) dispatch(webhook, draft, attributes);
    rounds.webhookOutput = JSON.stringify(draft);
  },
};

function dispatch(webhook: Webhook, draft: Draft, attributes: AdmissionAttributes): void {
  const { rounds } = attributes;
  const invocation = invocationOf(webhook, draft, attributes);
  if (invocation === undefined || !rounds.mayAsk(webhook.id)) return;
  try {
    if (changes(invocation, draft, attributes)) {
      rounds.noteChange();
      rounds.isAgainNeeded = true;
    }
  } catch (error) {
    settleFailure(error, webhook);
  }
  if (webhook.isReinvoked) rounds.noteAsked(webhook.id);
}

/** Asks a webhook and puts what it makes of a draft in the place of the draft. Whether that is something else. */
function changes(invocation: Invocation, draft: Draft, attributes: AdmissionAttributes): boolean {
  const { webhook, objects } = invocation;
  const operations = readPatch(webhook, askWebhook(invocation, attributes, true).patch);
  if (operations.length === 0) return false;
  if (objects.object === null) {
    throw statusErrors.internal(
      `admission webhook "${webhook.name}" attempted to modify the object, which is not supported for this operation`,
    );
  }
  const patched = decoded(patch(objects.object, operations), invocation, attributes);
  if (equalJson(patched, objects.object)) return false;
  const { kind, resource } = attributes;
  const isOwnKind = kind.kind === resource.kind;
  const next = isOwnKind ? storageDraft(resource, patched) : patched;
  for (const field of Object.keys(draft)) delete draft[field];
  Object.assign(draft, next);
  return true;
}

function readPatch(webhook: Webhook, base64: string): readonly unknown[] {
  if (base64 === '') return [];
  const undecodable = (reason: string): Error =>
    new WebhookCallError(webhook, `received undecodable patch in webhook response: ${reason}`);
  let operations: unknown;
  try {
    operations = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))));
  } catch (error) {
    throw undecodable(error instanceof Error ? error.message : String(error));
  }
  if (!Array.isArray(operations))
    throw undecodable('json: cannot unmarshal value into Go value of type jsonpatch.Patch');
  return operations;
}

function patch(object: Fields, operations: readonly unknown[]): Draft {
  try {
    return applyJsonPatch(object, operations);
  } catch (error) {
    if (error instanceof RejectedPatch) throw statusErrors.internal(error.detail);
    if (error instanceof StatusError) throw statusErrors.internal(error.message);
    throw error;
  }
}

/** A patched object, read as the version in which the webhook saw it. Fields that it does not have are dropped. */
function decoded(object: Draft, { match: { kind } }: Invocation, { resource }: AdmissionAttributes): Draft {
  const apiVersion = apiVersionOf(kind.group, kind.version);
  try {
    return kind.kind === resource.kind
      ? decodeValue(resource, apiVersion, object).object
      : decodeKind(apiVersion, kind.kind, object).object;
  } catch (error) {
    if (error instanceof DecodeError) throw statusErrors.internal(error.message);
    throw error;
  }
}
