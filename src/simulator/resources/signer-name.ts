import { DNS_SUBDOMAIN_BYTES_MAX, fieldError, type FieldError, isDnsLabel, isDnsSubdomain } from '../api';

/** A domain, a slash, a namespace, a dot and a name. */
const BYTES_MAX = 2 * DNS_SUBDOMAIN_BYTES_MAX + 65;

/** What is wrong with the first part that is wrong: the others would only repeat it. */
function labelErrors(part: string, judge: (label: string) => readonly string[], path: string): FieldError[] {
  for (const label of part.split('.')) {
    const errors = judge(label);
    if (errors.length > 0) {
      return errors.map((error) =>
        fieldError.invalid(path, part, `validating label ${JSON.stringify(label)}: ${error}`),
      );
    }
  }
  return [];
}

/**
 * What is wrong with the name of a signer: `example.com/signer`.
 * Source: Kubernetes 1.36, pkg/apis/certificates/validation/names.go `ValidateSignerName`.
 */
export function validateSignerName(name: string, path: string): FieldError[] {
  if (name === '') return [fieldError.required(path)];
  const [domain = '', signer = '', ...rest] = name.split('/');
  if (!name.includes('/') || rest.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [fieldError.invalid(path, name, detail)];
  }
  const errors: FieldError[] = [];
  if (domain.length > DNS_SUBDOMAIN_BYTES_MAX) errors.push(fieldError.tooLong(path, DNS_SUBDOMAIN_BYTES_MAX));
  errors.push(...labelErrors(domain, isDnsLabel, path));
  if (!domain.includes('.')) {
    errors.push(fieldError.invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  }
  errors.push(...labelErrors(signer, isDnsSubdomain, path));
  if (name.length > BYTES_MAX) errors.push(fieldError.tooLong(path, BYTES_MAX));
  return errors;
}
