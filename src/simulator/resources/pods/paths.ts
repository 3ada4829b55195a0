import { fieldError, type FieldError } from '../../api';

/** What is wrong with a relative path that must stay below its folder. */
export function validateDescendingPath(target: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (target.startsWith('/')) errors.push(fieldError.invalid(path, target, 'must be a relative path'));
  return [...errors, ...validateNoBacksteps(target, path)];
}

/** What is wrong with a path that must not contain `..`. */
export const validateNoBacksteps = (target: string, path: string): FieldError[] =>
  target.split('/').includes('..') ? [fieldError.invalid(path, target, "must not contain '..'")] : [];
