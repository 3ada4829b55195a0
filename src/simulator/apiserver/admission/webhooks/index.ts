/** Webhooks: programs outside the API server that change and judge writes. */
export type { AdmissionResponse, AdmissionReview, WebhookAnswer, WebhookCaller } from './caller';
export { mutatingWebhooks } from './mutating';
export { ServiceWebhookCaller, type ServiceCallerOptions, type WebhookHandler } from './service-caller';
export { validatingWebhooks } from './validating';
