import { type Fields, fieldsAt, isFields, textAt } from '../../../resources/fields';

/** A group, version and kind as Go writes them. */
function shownKind(body: Fields): string {
  const kind = textAt(body, 'kind');
  const apiVersion = textAt(body, 'apiVersion');
  return apiVersion === '' && kind === ''
    ? '/, Kind='
    : `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}`;
}

const EXPECTED = 'admission.k8s.io/v1, Kind=AdmissionReview';

/**
 * The response in what a webhook answered, or what is wrong with it.
 * Source: Kubernetes 1.36, apiserver/pkg/admission/plugin/webhook/request/admissionreview.go `VerifyAdmissionResponse`.
 */
export function verifiedResponse(body: unknown, uid: string, isMutating: boolean): Fields | string {
  const review = isFields(body) ? body : {};
  const response = fieldsAt(review, 'response');
  if (response === undefined) return 'webhook response was absent';
  const said = textAt(response, 'uid');
  if (said !== uid) return `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(said)}`;
  const kind = shownKind(review);
  if (kind !== EXPECTED) return `expected webhook response of ${EXPECTED}, got ${kind}`;
  return patchProblem(response, isMutating) ?? response;
}

function patchProblem(response: Fields, isMutating: boolean): string | undefined {
  const [hasPatch, type] = [textAt(response, 'patch') !== '', response['patchType']];
  if (!isMutating) {
    if (hasPatch) return 'validating webhook may not return response.patch';
    return type === undefined ? undefined : 'validating webhook may not return response.patchType';
  }
  if (hasPatch && type === undefined) return 'webhook returned response.patch but not response.patchType';
  if (!hasPatch && type !== undefined) return 'webhook returned response.patchType but not response.patch';
  if (type === '') return 'webhook returned invalid response.patchType of ""';
  return undefined;
}
