import { fieldError, type FieldError } from '../../api';
import { type Fields, fieldsAt, listAt, numberAt, textAt } from '../fields';
import { validateLabelSelector } from '../field-rules';
import { VOLUME_FIELD_PATHS, validateFieldRef, validateResourceFieldRef } from './environment';
import { validateDescendingPath } from './paths';

const FILE_MODE_RULE = 'must be a number between 0 and 0777 (octal), both inclusive';

/** What is wrong with texts that must not be empty. */
export const requireTexts = (source: Fields, path: string, ...fields: string[]): FieldError[] =>
  fields.flatMap((field) => (textAt(source, field) === '' ? [fieldError.required(`${path}.${field}`)] : []));

/** What is wrong with the mode of a file. */
export const validateMode = (parent: Fields, field: string, path: string): FieldError[] => {
  const mode = numberAt(parent, field);
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [fieldError.invalid(`${path}.${field}`, mode, FILE_MODE_RULE)];
};

/** What is wrong with the path of a file in a volume: relative, and no name of the volume's own. */
function validateFilePath(target: string, path: string): FieldError[] {
  const errors = validateDescendingPath(target, path);
  if (target.startsWith('..') && !target.startsWith('../')) {
    errors.push(fieldError.invalid(path, target, "must not start with '..'"));
  }
  return errors;
}

/** What is wrong with the keys that become files. */
export function validateItems(source: Fields, path: string): FieldError[] {
  return listAt(source, 'items').flatMap((item, index) => {
    const at = `${path}.items[${index}]`;
    return [
      ...requireTexts(item, at, 'key', 'path'),
      ...validateFilePath(textAt(item, 'path'), `${at}.path`),
      ...validateMode(item, 'mode', at),
    ];
  });
}

/** What is wrong with a file that shows a field of the Pod. */
export function validateDownwardFile(file: Fields, path: string): FieldError[] {
  const errors = requireTexts(file, path, 'path');
  errors.push(...validateFilePath(textAt(file, 'path'), `${path}.path`));
  const fieldRef = fieldsAt(file, 'fieldRef');
  const resourceFieldRef = fieldsAt(file, 'resourceFieldRef');
  if (fieldRef !== undefined) {
    errors.push(...validateFieldRef(fieldRef, VOLUME_FIELD_PATHS, `${path}.fieldRef`));
    if (resourceFieldRef !== undefined) {
      const rule = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      errors.push(fieldError.invalid(path, 'resource', rule));
    }
  } else if (resourceFieldRef !== undefined) {
    errors.push(...validateResourceFieldRef(resourceFieldRef, true, `${path}.resourceFieldRef`));
  } else errors.push(fieldError.required(path, 'one of fieldRef and resourceFieldRef is required'));
  return [...errors, ...validateMode(file, 'mode', path)];
}

function validateToken(token: Fields, sourcePath: string, volumePath: string): FieldError[] {
  const seconds = numberAt(token, 'expirationSeconds') ?? 0;
  const at = `${sourcePath}.serviceAccountToken.expirationSeconds`;
  const errors: FieldError[] = [];
  if (seconds < 600) errors.push(fieldError.invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) {
    errors.push(fieldError.invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  const file = textAt(token, 'path');
  // The path is the volume's, not the source's: so says the real server.
  if (file === '') errors.push(fieldError.required(`${volumePath}.path`));
  else errors.push(...validateFilePath(file, `${volumePath}.path`));
  return errors;
}

function validateTrustBundle(bundle: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const hasName = bundle['name'] !== undefined;
  const hasSigner = bundle['signerName'] !== undefined;
  if (hasName && hasSigner) {
    errors.push(fieldError.invalid(path, bundle, 'only one of name and signerName may be used'));
  } else if (hasName) {
    const name = textAt(bundle, 'name');
    if (name === '') errors.push(fieldError.required(`${path}.name`, 'must be a valid object name'));
  } else if (hasSigner) {
    errors.push(...validateLabelSelector(fieldsAt(bundle, 'labelSelector'), `${path}.labelSelector`));
  } else errors.push(fieldError.required(path, 'either name or signerName must be specified'));
  errors.push(...requireTexts(bundle, path, 'path'));
  return [...errors, ...validateFilePath(textAt(bundle, 'path'), `${path}.path`)];
}

/** What is wrong with a volume of several sources. Source: validation.go `validateProjectedVolumeSource`. */
export function validateProjected(projected: Fields, path: string): FieldError[] {
  const errors = validateMode(projected, 'defaultMode', path);
  const seen = new Set<string>();
  const claim = (file: string, shown: string): void => {
    if (file === '') return;
    if (seen.has(file)) errors.push(fieldError.invalid(path, shown, 'conflicting duplicate paths'));
    seen.add(file);
  };
  listAt(projected, 'sources').forEach((source, index) => {
    const at = `${path}.sources[${index}]`;
    for (const kind of ['secret', 'configMap']) {
      const files = fieldsAt(source, kind);
      if (files === undefined) continue;
      errors.push(...requireTexts(files, `${at}.${kind}`, 'name'), ...validateItems(files, `${at}.${kind}`));
      for (const item of listAt(files, 'items')) claim(textAt(item, 'path'), textAt(files, 'name'));
    }
    for (const file of listAt(fieldsAt(source, 'downwardAPI'), 'items')) {
      errors.push(...validateDownwardFile(file, `${at}.downwardAPI`));
      claim(textAt(file, 'path'), textAt(file, 'path'));
    }
    const token = fieldsAt(source, 'serviceAccountToken');
    if (token !== undefined) errors.push(...validateToken(token, at, path));
    const bundle = fieldsAt(source, 'clusterTrustBundle');
    if (bundle !== undefined) {
      errors.push(...validateTrustBundle(bundle, `${at}.clusterTrustBundle`));
      claim(textAt(bundle, 'path'), textAt(bundle, 'path'));
    }
    if (Object.keys(source).length > 1) {
      errors.push(fieldError.forbidden(at, 'may not specify more than 1 volume type per source'));
    }
  });
  return errors;
}
