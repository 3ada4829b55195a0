const BLOCK = /^-----BEGIN ([A-Z0-9 ]+)-----\r?$[^-]+^-----END \1-----\r?$/gm;

/**
 * Whether a text holds something of a kind in PEM: `CERTIFICATE`, `PRIVATE KEY` (of any algorithm).
 *
 * Source: RFC 7468. What is within is not looked at.
 */
export const hasPem = (text: string, kind: 'CERTIFICATE' | 'PRIVATE KEY'): boolean =>
  [...text.matchAll(BLOCK)].some(([, label = '']) => label === kind || label.endsWith(` ${kind}`));
