import type { FileSystem } from '../file-system';
import { isPattern, patternSource, unescapePattern } from './pattern';

/** Names of a directory that match a part of a pattern; those with a dot in front only when the pattern has one. */
function matchingNames(files: FileSystem, directory: string, pattern: string): string[] {
  let names: string[];
  try {
    names = files.list(directory === '' ? '.' : directory).map((entry) => entry.name);
  } catch {
    // What cannot be read has no names.
    return [];
  }
  const expression = new RegExp(`^(?:${patternSource(pattern)})$`, 'u');
  const showsHidden = /^\\?\./.test(pattern);
  return (showsHidden ? ['.', '..', ...names] : names).filter(
    (name) => (showsHidden || !name.startsWith('.')) && expression.test(name),
  );
}

/** Paths that match a pattern, sorted; none when there are none. */
export function expandPath(files: FileSystem, pattern: string): string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  const parts = pattern.split('/').filter((part, index, all) => part !== '' || index === all.length - 1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    found = found.flatMap((base) => {
      if (part === '') return files.exists(base) && files.stat(base).type === 'directory' ? [base] : [];
      const names = isPattern(part) ? matchingNames(files, base, part) : [unescapePattern(part)];
      return names
        .map((name) => `${base}${name}`)
        .filter((path) => exists(files, path, isLast))
        .map((path) => (isLast ? path : `${path}/`));
    });
  }
  return found.sort();
}

/** Whether a path that ends a pattern is there, dangling symlinks too; a directory where the pattern goes on. */
function exists(files: FileSystem, path: string, isLast: boolean): boolean {
  try {
    if (!isLast) return files.stat(path).type === 'directory';
    files.statLink(path);
    return true;
  } catch {
    return false;
  }
}
