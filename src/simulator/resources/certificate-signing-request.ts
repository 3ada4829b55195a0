import {
  DerError,
  type Draft,
  equalJson,
  fieldError,
  type FieldError,
  type KubeObject,
  parseCertificateRequest,
} from '../api';
import { type Fields, fieldsAt, listAt, numberAt, textAt, textsAt } from './fields';
import type { Strategy, WriteContext } from './resource';
import { validateSignerName } from './signer-name';

const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const SECONDS_MIN = 600;

/** Source: Kubernetes 1.36, pkg/apis/certificates/types.go `KeyUsage`. */
const USAGES: readonly string[] = [
  'signing',
  'digital signature',
  'content commitment',
  'key encipherment',
  'key agreement',
  'data encipherment',
  'cert sign',
  'crl sign',
  'encipher only',
  'decipher only',
  'any',
  'server auth',
  'client auth',
  'code signing',
  'email protection',
  's/mime',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'timestamping',
  'ocsp signing',
  'microsoft sgc',
  'netscape sgc',
];

const APPROVED = 'Approved';
const DENIED = 'Denied';
/** Conditions that are either true or not there. */
const ONLY_TRUE: readonly string[] = [APPROVED, DENIED, 'Failed'];

const statusOf = (object: Fields): Fields => fieldsAt(object, 'status') ?? {};
const conditionsOf = (object: Fields): readonly Fields[] => listAt(statusOf(object), 'conditions');

function requestErrors(request: string): FieldError[] {
  try {
    parseCertificateRequest(request);
    return [];
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [fieldError.invalid('spec.request', request, error.message)];
  }
}

function usageErrors(usages: readonly string[]): FieldError[] {
  const path = (index: number): string => `spec.usages[${index}]`;
  return [
    ...(usages.length === 0 ? [fieldError.required('spec.usages')] : []),
    ...usages.flatMap((usage, index) =>
      USAGES.includes(usage) ? [] : [fieldError.notSupported(path(index), usage, USAGES)],
    ),
    ...usages.flatMap((usage, index) =>
      usages.indexOf(usage) < index ? [fieldError.duplicate(path(index), usage)] : [],
    ),
  ];
}

function conditionErrors(conditions: readonly Fields[]): FieldError[] {
  const types = conditions.map((each) => textAt(each, 'type'));
  return conditions.flatMap((condition, index) => {
    const path = `status.conditions[${index}]`;
    const type = types[index] as string;
    const before = types.slice(0, index);
    const status = textAt(condition, 'status');
    const allowed = ONLY_TRUE.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    const errors: FieldError[] = [];
    if (type === '') errors.push(fieldError.required(`${path}.type`));
    if (status === '') errors.push(fieldError.required(`${path}.status`));
    else if (!allowed.includes(status)) errors.push(fieldError.notSupported(`${path}.status`, status, allowed));
    if ((type === APPROVED && before.includes(DENIED)) || (type === DENIED && before.includes(APPROVED))) {
      const detail = 'Approved and Denied conditions are mutually exclusive';
      errors.push(fieldError.invalid(`${path}.type`, type, detail));
    }
    if (before.includes(type)) errors.push(fieldError.duplicate(`${path}.type`, type));
    return errors;
  });
}

/** Source: Kubernetes 1.36, pkg/apis/certificates/validation/validation.go `validateCertificateSigningRequest`. */
function validate(object: KubeObject): FieldError[] {
  const spec = fieldsAt(object, 'spec');
  const signer = textAt(spec, 'signerName');
  const seconds = numberAt(spec, 'expirationSeconds');
  const legacy = 'the legacy signerName is not allowed via this API version';
  const early = 'may not specify a duration less than 600 seconds (10 minutes)';
  return [
    ...requestErrors(textAt(spec, 'request')),
    ...usageErrors(textsAt(spec, 'usages')),
    ...(signer === LEGACY_SIGNER
      ? [fieldError.invalid('spec.signerName', signer, legacy)]
      : validateSignerName(signer, 'spec.signerName')),
    ...(seconds !== undefined && seconds < SECONDS_MIN
      ? [fieldError.invalid('spec.expirationSeconds', seconds, early)]
      : []),
    ...conditionErrors(conditionsOf(object)),
  ];
}

/** What a path may change of the status. */
interface StatusRights {
  readonly setsApproval: boolean;
  readonly setsCertificate: boolean;
}

const ofType = (object: Fields, type: string): readonly Fields[] =>
  conditionsOf(object).filter((each) => textAt(each, 'type') === type);

/** Source: Kubernetes 1.36, the same file, `validateCertificateSigningRequestUpdate`. */
function validateUpdate(object: KubeObject, old: KubeObject, rights: StatusRights): FieldError[] {
  const path = 'status.conditions';
  const forbid = (what: string, type: string): FieldError =>
    fieldError.forbidden(path, `updates may not ${what} a condition of type "${type}"`);
  const changed = [APPROVED, DENIED].filter((type) => !equalJson(ofType(object, type), ofType(old, type)));
  const grown = (type: string): number => ofType(object, type).length - ofType(old, type).length;
  return [
    ...validate(object),
    ...ONLY_TRUE.filter((type) => grown(type) < 0).map((type) => forbid('remove', type)),
    ...(rights.setsApproval ? [] : changed)
      .filter((type) => grown(type) >= 0)
      .map((type) => forbid(grown(type) > 0 ? 'add' : 'modify', type)),
    ...certificateErrors(textAt(statusOf(object), 'certificate'), textAt(statusOf(old), 'certificate'), rights),
  ];
}

function certificateErrors(certificate: string, old: string, { setsCertificate }: StatusRights): FieldError[] {
  if (certificate === old) return [];
  const path = 'status.certificate';
  const problem = certificateProblem(certificate);
  const shape = problem === undefined ? [] : [fieldError.invalid(path, '<certificate data>', problem)];
  if (!setsCertificate) return [...shape, fieldError.forbidden(path, 'updates may not set certificate content')];
  if (old === '') return shape;
  return [...shape, fieldError.forbidden(path, 'updates may not modify existing certificate content')];
}

/** What is wrong with a certificate; the certificates themselves are not read. */
function certificateProblem(base64: string): string | undefined {
  if (base64 === '') return undefined;
  const types = [...atob(base64).matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, type]) => type as string);
  if (types.length === 0) return 'must contain at least one CERTIFICATE PEM block';
  const other = types.find((type) => type !== 'CERTIFICATE');
  return other === undefined ? undefined : `only CERTIFICATE PEM blocks are allowed, found "${other}"`;
}

/** Dates new conditions. Source: Kubernetes 1.36, the strategy's `populateConditionTimestamps`. */
function dated(conditions: readonly Fields[], old: KubeObject, now: string): readonly Fields[] {
  return conditions.map((condition) => {
    const before = conditionsOf(old).find(
      (each) => each['type'] === condition['type'] && each['status'] === condition['status'],
    );
    const since = condition['lastTransitionTime'] ?? before?.['lastTransitionTime'] ?? now;
    return { ...condition, lastUpdateTime: condition['lastUpdateTime'] ?? now, lastTransitionTime: since };
  });
}

/** `/approval`: the conditions alone. */
export function prepareApproval(draft: Draft, old: KubeObject, { now }: WriteContext): void {
  const wanted = conditionsOf(draft);
  const { conditions: _before, ...status } = statusOf(old);
  draft['status'] = { ...status, ...(wanted.length === 0 ? {} : { conditions: dated(wanted, old, now) }) };
}

/** What is wrong with a change through `/approval`. */
export const validateApproval = (object: KubeObject, old: KubeObject): FieldError[] =>
  validateUpdate(object, old, { setsApproval: true, setsCertificate: false });

/**
 * CertificateSigningRequests: who asks is recorded, what is asked never changes. The signature of a request is checked
 * by who signs it, not here.
 *
 * Source: Kubernetes 1.36, pkg/registry/certificates/certificates/strategy.go.
 */
export const certificateSigningRequestStrategy: Strategy = {
  hasGeneration: false,
  validateName: () => [],
  prepareForCreate(object, { user }) {
    const spec = (fieldsAt(object, 'spec') ?? {}) as Record<string, unknown>;
    for (const field of ['uid', 'extra']) delete spec[field];
    spec['username'] = user.username;
    spec['groups'] = [...user.groups];
    if (user.uid !== undefined) spec['uid'] = user.uid;
    if (user.extra !== undefined) spec['extra'] = user.extra;
    object['status'] = {};
  },
  prepareForUpdate(object, old) {
    object['spec'] = old['spec'];
    object['status'] = old['status'];
  },
  prepareForStatusUpdate(object, old, { now }) {
    const wanted = conditionsOf(object);
    if (wanted.length > 0) object['status'] = { ...statusOf(object), conditions: dated(wanted, old, now) };
  },
  validate,
  validateUpdate: (object, old) => validateUpdate(object, old, { setsApproval: false, setsCertificate: false }),
  validateStatusUpdate: (object, old) => validateUpdate(object, old, { setsApproval: false, setsCertificate: true }),
  selectableFields: (object) => ({ 'spec.signerName': textAt(fieldsAt(object, 'spec'), 'signerName') }),
};
