import type { KubeObject } from '../../../api';
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../../../resources/fields';
import type { IndexKind, ReadStored, StoreIndex } from '../../../resources/store-index';
import { conditionsOf, type NamedExpression } from '../expressions';
import { type Selection, selectionOf } from '../matching';

const GROUP = 'admissionregistration.k8s.io';
const MUTATING = `${GROUP}/mutatingwebhookconfigurations`;
const VALIDATING = `${GROUP}/validatingwebhookconfigurations`;

/** A webhook that is to be asked, read once. */
export interface Webhook {
  /** One name may occur in several configurations; this does not. */
  readonly id: string;
  readonly name: string;
  readonly selection: Selection;
  readonly conditions: readonly NamedExpression[];
  /** Whether a write goes on when the webhook cannot be asked. */
  readonly isFailOpen: boolean;
  /** Whether it is asked again about later changes. */
  readonly isReinvoked: boolean;
  /** Whether it may be asked about a dry run. */
  readonly takesDryRun: boolean;
  readonly timeoutSeconds: number;
  readonly clientConfig: Fields;
}

function webhookOf(configuration: KubeObject, webhook: Fields): Webhook {
  const name = textAt(webhook, 'name');
  return {
    id: `${configuration.metadata.name ?? ''}/${name}`,
    name,
    selection: selectionOf(webhook, 'rules'),
    conditions: conditionsOf(webhook),
    isFailOpen: textAt(webhook, 'failurePolicy') === 'Ignore',
    isReinvoked: textAt(webhook, 'reinvocationPolicy') === 'IfNeeded',
    takesDryRun: ['None', 'NoneOnDryRun'].includes(textAt(webhook, 'sideEffects')),
    timeoutSeconds: numberAt(webhook, 'timeoutSeconds') ?? 10,
    clientConfig: fieldsAt(webhook, 'clientConfig') ?? {},
  };
}

/**
 * All webhooks of a cluster, by name of their configuration and then in its order: a write of a cluster that has none
 * looks at two empty lists.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/admission/configuration/mutating_webhook_manager.go.
 */
export class WebhookIndex implements StoreIndex {
  private knownMutating: readonly Webhook[] | undefined;
  private knownValidating: readonly Webhook[] | undefined;

  constructor(private readonly read: ReadStored) {}

  get mutating(): readonly Webhook[] {
    this.knownMutating ??= this.webhooks(MUTATING);
    return this.knownMutating;
  }

  get validating(): readonly Webhook[] {
    this.knownValidating ??= this.webhooks(VALIDATING);
    return this.knownValidating;
  }

  change(storage: string): void {
    if (storage === MUTATING) this.knownMutating = undefined;
    if (storage === VALIDATING) this.knownValidating = undefined;
  }

  private webhooks(storage: string): readonly Webhook[] {
    return this.read(storage).flatMap((each) => listAt(each, 'webhooks').map((one) => webhookOf(each, one)));
  }
}

/** The index of webhooks. */
export const webhookIndex: IndexKind<WebhookIndex> = { name: 'webhooks', create: (read) => new WebhookIndex(read) };
