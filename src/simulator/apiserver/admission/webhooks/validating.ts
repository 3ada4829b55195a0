import { type KubeObject, StatusError } from '../../../api';
import { isExempt } from '../exemption';
import type { AdmissionAttributes, AdmissionPlugin } from '../plugin';
import { askWebhook, invocationOf, settleFailure } from './ask-webhook';
import { type Webhook, webhookIndex } from './configured-webhooks';

/**
 * Asks webhooks whether an object may be stored as it is. All are asked; the first one that refuses is heard.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go `Dispatch`, where the calls
 * run at once and whoever is first is heard.
 */
export const validatingWebhooks: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  validate(object, attributes) {
    const webhooks = attributes.context.index(webhookIndex).validating;
    if (webhooks.length > 0 && !isExempt(attributes)) askAll(webhooks, object, attributes);
  },
};

function askAll(webhooks: readonly Webhook[], object: KubeObject, attributes: AdmissionAttributes): void {
  const invocations = webhooks.flatMap((webhook) => invocationOf(webhook, object, attributes) ?? []);
  let refusal: StatusError | undefined;
  for (const invocation of invocations) {
    try {
      askWebhook(invocation, attributes, false);
    } catch (error) {
      refusal ??= refusalOf(() => settleFailure(error, invocation.webhook));
    }
  }
  if (refusal !== undefined) throw refusal;
}

/** What settling a failure throws; undefined when the failure is passed over. */
function refusalOf(settle: () => void): StatusError | undefined {
  try {
    settle();
    return undefined;
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}
