import { createPrivateKey, X509Certificate } from 'node:crypto';

/** A Secret that an environment needs and no manifest holds. */
export interface RequiredSecret {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** Keys that it must have. */
  readonly keys: readonly string[];
  /** `Kind/name` of the objects that use it. */
  readonly users: readonly string[];
  readonly stack: string;
}

/** Values of a Secret by key. */
export type SecretValues = ReadonlyMap<string, Buffer>;

const isEmpty = (value: Buffer): boolean => value.toString('latin1').trim() === '';

function tlsProblem(values: SecretValues): string | undefined {
  const [certificateText, keyText] = [values.get('tls.crt'), values.get('tls.key')];
  if (certificateText === undefined || keyText === undefined) return undefined;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certificateText);
  } catch {
    return "'tls.crt' is no certificate in PEM form";
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(keyText))) return "'tls.key' is not the key of 'tls.crt'";
  } catch {
    return "'tls.key' is no private key in PEM form, or has a password";
  }
  return Date.parse(certificate.validTo) < Date.now() ? `'tls.crt' has expired: ${certificate.validTo}` : undefined;
}

function registryProblem(values: SecretValues): string | undefined {
  const text = values.get('.dockerconfigjson');
  if (text === undefined) return undefined;
  try {
    const parsed = JSON.parse(text.toString('utf8')) as { readonly auths?: unknown } | null;
    if (typeof parsed?.auths === 'object' && parsed.auths !== null) return undefined;
  } catch {
    // Said below, without the text.
  }
  return "'.dockerconfigjson' is no JSON with 'auths'";
}

const BY_TYPE: Readonly<Record<string, (values: SecretValues) => string | undefined>> = {
  'kubernetes.io/tls': tlsProblem,
  'kubernetes.io/dockerconfigjson': registryProblem,
};

/** What is wrong with values for a Secret; none of them is in the answer. */
export function problemsOf({ keys, type }: Pick<RequiredSecret, 'keys' | 'type'>, values: SecretValues): string[] {
  const missing = keys.filter((key) => !values.has(key));
  const empty = keys.filter((key) => {
    const value = values.get(key);
    return value !== undefined && isEmpty(value);
  });
  const problems = [
    ...(missing.length === 0 ? [] : [`it has no ${missing.map((key) => `'${key}'`).join(', ')}`]),
    ...(empty.length === 0
      ? []
      : [`${empty.map((key) => `'${key}'`).join(', ')} ${empty.length === 1 ? 'is' : 'are'} empty`]),
  ];
  const ofType = problems.length === 0 ? BY_TYPE[type]?.(values) : undefined;
  return ofType === undefined ? problems : [...problems, ofType];
}
