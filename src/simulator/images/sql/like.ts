const patterns = new Map<string, RegExp>();
const PATTERNS_MAX = 200;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A pattern of LIKE as a regular expression: `%` is any text, `_` any character, a backslash takes the meaning away. */
export function likePattern(pattern: string): RegExp {
  let regular = patterns.get(pattern);
  if (regular === undefined) {
    const source = pattern.replace(/\\(.)|%|_|[^\\%_]+/gs, (part, taken: string | undefined) => {
      if (taken !== undefined) return escaped(taken);
      return part === '%' ? '.*' : part === '_' ? '.' : escaped(part);
    });
    regular = new RegExp(`^${source}$`, 's');
    if (patterns.size >= PATTERNS_MAX) patterns.clear();
    patterns.set(pattern, regular);
  }
  return regular;
}
