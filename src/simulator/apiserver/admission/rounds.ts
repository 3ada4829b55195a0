/**
 * The one or two rounds in which a draft is admitted. When a webhook has changed it, all plugins see it again, and of
 * the webhooks those that ask for that and came before a change.
 *
 * Source: Kubernetes 1.36, apiserver/pkg/admission/reinvocation.go, plugin/webhook/mutating/reinvocationcontext.go.
 */
export class AdmissionRounds {
  /** Whether a second round must follow. */
  isAgainNeeded = false;
  /** Whether this is the second round. */
  isAgain = false;
  /** What the webhooks made of the draft, as text; undefined before they were asked. */
  webhookOutput: string | undefined;
  // Most writes meet no webhook.
  private asked: Set<string> | undefined;
  private askedAgain: Set<string> | undefined;

  /** Notes that a webhook was asked that wants to see later changes. */
  noteAsked(id: string): void {
    (this.asked ??= new Set()).add(id);
  }

  /** Notes a change: those who were asked before are asked again. */
  noteChange(): void {
    this.askedAgain = new Set([...(this.askedAgain ?? []), ...(this.asked ?? [])]);
    this.asked = undefined;
  }

  /** Whether a webhook is to be asked in this round. */
  mayAsk(id: string): boolean {
    return !this.isAgain || this.askedAgain?.has(id) === true;
  }
}
