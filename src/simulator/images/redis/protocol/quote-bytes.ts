const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b' };

const hex = (letter: string): string => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** A byte text between double quotes, as logs and redis-cli show it. Source: Redis 7.0, src/sds.c `sdscatrepr`. */
export const quoteBytes = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replace(/[^ -~]/g, (letter) => ESCAPES[letter] ?? hex(letter))}"`;
