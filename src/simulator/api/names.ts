/*
 * Rules of names. Each function answers what is wrong with a text, in the words of a real server; nothing is wrong when
 * the list is empty. Lengths are bytes of UTF-8, as Go counts them.
 *
 * Source: Kubernetes 1.36, apimachinery/pkg/util/validation/validation.go and apimachinery/pkg/api/validate/content.
 */

const LABEL_FORMAT = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_FORMAT = `${LABEL_FORMAT}(\\.${LABEL_FORMAT})*`;
const LABEL_1035_FORMAT = '[a-z]([-a-z0-9]*[a-z0-9])?';
const WILDCARD_FORMAT = `\\*\\.${SUBDOMAIN_FORMAT}`;
const QUALIFIED_FORMAT = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE_FORMAT = `(${QUALIFIED_FORMAT})?`;

/** Most bytes of a DNS label. Source: Kubernetes 1.36, validation.go DNS1123LabelMaxLength. */
export const DNS_LABEL_BYTES_MAX = 63;
/** Most bytes of a DNS subdomain. Source: Kubernetes 1.36, validation.go DNS1123SubdomainMaxLength. */
export const DNS_SUBDOMAIN_BYTES_MAX = 253;
/** Most bytes of a label value. Source: Kubernetes 1.36, content/kube.go LabelValueMaxLength. */
export const LABEL_VALUE_BYTES_MAX = 63;
/** Most bytes of the name part of a qualified name. Source: Kubernetes 1.36, content/kube.go labelKeyMaxLength. */
const QUALIFIED_NAME_BYTES_MAX = 63;

/** A pattern for a whole text. */
export const whole = (format: string): RegExp => new RegExp(`^${format}$`);
/** The same for a format whose brackets all are groups: they note nothing, as nobody asks what they match. */
const wholeName = (format: string): RegExp => whole(format.replaceAll('(', '(?:'));
const LABEL = wholeName(LABEL_FORMAT);
const SUBDOMAIN = wholeName(SUBDOMAIN_FORMAT);
const LABEL_1035 = wholeName(LABEL_1035_FORMAT);
const WILDCARD = wholeName(WILDCARD_FORMAT);
const QUALIFIED = wholeName(QUALIFIED_FORMAT);
const LABEL_VALUE = wholeName(LABEL_VALUE_FORMAT);

const SUBDOMAIN_WORDS =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const QUALIFIED_WORDS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return encoder.encode(text).length;
  }
  return text.length;
}

/** `must be no more than 63 characters`. */
export const maxLengthMessage = (max: number, unit: 'characters' | 'bytes' = 'characters'): string =>
  `must be no more than ${max} ${unit}`;

/** A rule and its regular expression, with examples. The comma before `or` is the real server's. */
export function formatMessage(words: string, format: string, ...examples: string[]): string {
  if (examples.length === 0) return `${words} (regex used for validation is '${format}')`;
  return `${words} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}

/** `must be between 1 and 65535, inclusive`. */
export const rangeMessage = (min: number, max: number): string => `must be between ${min} and ${max}, inclusive`;

/** What is wrong with an empty text. */
export const EMPTY_MESSAGE = 'must be non-empty';
const subdomainMessage = formatMessage(SUBDOMAIN_WORDS, SUBDOMAIN_FORMAT, 'example.com');
const labelMessage = formatMessage(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL_FORMAT,
  'my-name',
  '123-abc',
);
const label1035Message = formatMessage(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035_FORMAT,
  'my-name',
  'abc-123',
);
const labelValueMessage = formatMessage(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_VALUE_FORMAT,
  'MyValue',
  'my_value',
  '12345',
);
const qualifiedMessage = formatMessage(QUALIFIED_WORDS, QUALIFIED_FORMAT, 'MyName', 'my.name', '123-abc');

/** The last text that was a label: objects that are written one after the other mostly have one namespace. */
let lastLabel: string | undefined;

/** What is wrong with a text by its length and a pattern; lengths are in bytes. */
export function judge(text: string, bytesMax: number, pattern: RegExp, message: string, unit?: 'bytes'): string[] {
  // The patterns are of letters of one byte each.
  if (text.length <= bytesMax && pattern.test(text)) return [];
  const messages: string[] = [];
  if (byteLength(text) > bytesMax) messages.push(maxLengthMessage(bytesMax, unit));
  if (!pattern.test(text)) messages.push(message);
  return messages;
}

/** What is wrong with a DNS label (RFC 1123): the names of Namespaces, containers, volumes. */
export function isDnsLabel(text: string): string[] {
  if (text === lastLabel) return [];
  if (LABEL.test(text) && text.length <= DNS_LABEL_BYTES_MAX) {
    lastLabel = text;
    return [];
  }
  // A valid subdomain that is no label can only have dots too many.
  const message = SUBDOMAIN.test(text) ? 'must not contain dots' : labelMessage;
  return judge(text, DNS_LABEL_BYTES_MAX, LABEL, message);
}

/** What is wrong with a DNS subdomain (RFC 1123), as labels are: the names of most objects. */
export const isDnsSubdomain = (text: string): string[] =>
  text === lastLabel ? [] : judge(text, DNS_SUBDOMAIN_BYTES_MAX, SUBDOMAIN, subdomainMessage);

/** What is wrong with a DNS label that begins with a letter (RFC 1035): the names of Services. */
export const isDns1035Label = (text: string): string[] =>
  judge(text, DNS_LABEL_BYTES_MAX, LABEL_1035, label1035Message);

/** What is wrong with a wildcard host such as `*.example.com`. */
export const isWildcardDnsSubdomain = (text: string): string[] =>
  judge(
    text,
    DNS_SUBDOMAIN_BYTES_MAX,
    WILDCARD,
    formatMessage(
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
      WILDCARD_FORMAT,
      '*.example.com',
    ),
  );

/** What is wrong with a qualified name (`app`, `example.com/app`): keys of labels and annotations, resource names. */
export function isQualifiedName(text: string): string[] {
  if (text.length <= QUALIFIED_NAME_BYTES_MAX && QUALIFIED.test(text)) return [];
  const parts = text.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${qualifiedMessage} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const messages: string[] = [];
  const name = parts[parts.length - 1] as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    const wrong =
      prefix === '' ? [EMPTY_MESSAGE] : judge(prefix, DNS_SUBDOMAIN_BYTES_MAX, SUBDOMAIN, subdomainMessage, 'bytes');
    messages.push(...wrong.map((message) => `prefix part ${message}`));
  }
  if (name === '') messages.push(`name part ${EMPTY_MESSAGE}`);
  messages.push(
    ...judge(name, QUALIFIED_NAME_BYTES_MAX, QUALIFIED, qualifiedMessage, 'bytes').map(
      (message) => `name part ${message}`,
    ),
  );
  return messages;
}

/** What is wrong with the value of a label; the empty text is one. */
export const isLabelValue = (text: string): string[] =>
  judge(text, LABEL_VALUE_BYTES_MAX, LABEL_VALUE, labelValueMessage, 'bytes');
