import {
  byteLength,
  DNS_SUBDOMAIN_BYTES_MAX,
  EMPTY_MESSAGE,
  formatMessage,
  judge,
  maxLengthMessage,
  rangeMessage,
  whole,
} from './names';

/*
 * Rules of ports, keys, variables and paths. Each function answers what is wrong with a value, in the words of a real
 * server.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/validation/validation.go and apimachinery/pkg/api/validate/content.
 */

const CONFIG_KEY_FORMAT = '[-._a-zA-Z0-9]+';
const HEADER_FORMAT = '[-A-Za-z0-9]+';
const PERCENT_FORMAT = '[0-9]+%';
const HTTP_PATH_FORMAT = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

const CONFIG_KEY = whole(CONFIG_KEY_FORMAT);
const HEADER = whole(HEADER_FORMAT);
const PERCENT = whole(PERCENT_FORMAT);
const HTTP_PATH = whole(HTTP_PATH_FORMAT);
const PRINTABLE_EXCEPT_EQUALS = /^[ -<>-~]*$/;

/** What is wrong with the name of a port: at most 15 of a-z, 0-9 and `-`, with a letter. */
export function isPortName(text: string): string[] {
  const messages: string[] = [];
  if (byteLength(text) > 15) messages.push(maxLengthMessage(15));
  if (!/^[-a-z0-9]+$/.test(text)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) messages.push('must contain at least one letter (a-z)');
  if (text.includes('--')) messages.push('must not contain consecutive hyphens');
  if (text.startsWith('-') || text.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

/** What is wrong with the number of a port. */
export const isPortNumber = (port: number): string[] => isInRange(port, 1, 65535);

/** What is wrong with a number that must be from `min` to `max`. */
export const isInRange = (value: number, min: number, max: number): string[] =>
  value >= min && value <= max ? [] : [rangeMessage(min, max)];

/** What is wrong with a percentage such as `25%`. */
export const isPercent = (text: string): string[] =>
  PERCENT.test(text)
    ? []
    : [
        formatMessage(
          "a valid percent string must be a numeric string followed by an ending '%'",
          PERCENT_FORMAT,
          '1%',
          '93%',
        ),
      ];

function parentFolderMessages(text: string): string[] {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : [];
}

/** What is wrong with a key of a ConfigMap or Secret. */
export const isConfigMapKey = (text: string): string[] => [
  ...judge(
    text,
    DNS_SUBDOMAIN_BYTES_MAX,
    CONFIG_KEY,
    formatMessage(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
      CONFIG_KEY_FORMAT,
      'key.name',
      'KEY_NAME',
      'key-name',
    ),
  ),
  ...parentFolderMessages(text),
];

/** What is wrong with the name of an environment variable: printable ASCII without `=`. */
export const isEnvVarName = (text: string): string[] => [
  ...(text === '' ? [`environment variable name ${EMPTY_MESSAGE}`] : []),
  ...(PRINTABLE_EXCEPT_EQUALS.test(text)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]),
];

/** What is wrong with the name of an HTTP header. */
export const isHttpHeaderName = (text: string): string[] =>
  HEADER.test(text)
    ? []
    : [
        formatMessage(
          "a valid HTTP header must consist of alphanumeric characters or '-'",
          HEADER_FORMAT,
          'X-Header-Name',
        ),
      ];

/** What is wrong with the part of a domain-prefixed path after its host. */
export const isHttpPath = (text: string): string[] =>
  HTTP_PATH.test(text) ? [] : [formatMessage('Invalid path', HTTP_PATH_FORMAT)];

/** What is wrong with a name that only has to fit into a path: Roles, bindings. */
export const isPathSegmentName = (text: string): string[] => {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return isPathSegmentPrefix(text);
};

/** The same for a prefix of generated names. */
export const isPathSegmentPrefix = (text: string): string[] =>
  ['/', '%'].filter((sign) => text.includes(sign)).map((sign) => `may not contain '${sign}'`);
