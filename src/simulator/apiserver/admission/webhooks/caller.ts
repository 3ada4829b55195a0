import type { Fields } from '../../../resources/fields';
import type { WriteContext } from '../../../resources/resource';

/** What the API server and a webhook send each other, in the version `admission.k8s.io/v1`. */
export interface AdmissionReview {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request?: Fields;
  readonly response?: AdmissionResponse;
}

/** What a webhook answers. */
export interface AdmissionResponse {
  /** That of the request. */
  readonly uid: string;
  readonly allowed: boolean;
  /** Why not: its `message` is shown, its `code` and `reason` are those of the answer. */
  readonly status?: Fields;
  /** A JSON patch in base64. Mutating webhooks only. */
  readonly patch?: string;
  /** `JSONPatch`, together with `patch`. */
  readonly patchType?: string;
  /** Shown to the client as Warning headers. */
  readonly warnings?: readonly string[];
  /** Written to the audit log, which this cluster does not have. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** What became of a call. */
export type WebhookAnswer =
  /** The body of an answer with status 200: an AdmissionReview, when all is well. */
  | { readonly kind: 'answer'; readonly body: unknown }
  /** No answer came: why, in the words of Go's net/http. */
  | { readonly kind: 'silence'; readonly reason: string }
  /** The program failed and answered 500 with this text. */
  | { readonly kind: 'failure'; readonly text: string };

/** Sends reviews to webhooks. The call is synchronous and takes no virtual time. */
export interface WebhookCaller {
  /** `clientConfig` is that of the webhook: a Service or a URL. `context` shows the cluster as it is. */
  call(
    clientConfig: Fields,
    review: AdmissionReview,
    context: Pick<WriteContext, 'lookup' | 'lookupAll'>,
  ): WebhookAnswer;
}
