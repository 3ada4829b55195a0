import {
  isConfigMapKey,
  isDns1035Label,
  isDnsLabel,
  isDnsSubdomain,
  isEnvVarName,
  isLabelValue,
  isPathSegmentName,
  isPortName,
  isQualifiedName,
  isWildcardDnsSubdomain,
} from '../../../src/simulator/api';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

test.each([
  { rule: isDnsSubdomain, text: 'web.example', messages: [] },
  { rule: isDnsSubdomain, text: 'Web', messages: [SUBDOMAIN] },
  { rule: isDnsSubdomain, text: 'web\n', messages: [SUBDOMAIN] },
  { rule: isDnsSubdomain, text: 'a'.repeat(254), messages: ['must be no more than 253 characters'] },
  { rule: isDnsLabel, text: 'web', messages: [] },
  { rule: isDnsLabel, text: 'web.example', messages: ['must not contain dots'] },
  { rule: isDnsLabel, text: 'web_1', messages: [LABEL] },
  { rule: isDns1035Label, text: 'a1', messages: [] },
  { rule: isWildcardDnsSubdomain, text: '*.example.com', messages: [] },
  { rule: isQualifiedName, text: 'example.com/app', messages: [] },
  { rule: isQualifiedName, text: '', messages: ['name part must be non-empty', NAME_PART] },
  { rule: isQualifiedName, text: '/app', messages: ['prefix part must be non-empty'] },
  { rule: isQualifiedName, text: 'Ex/app', messages: [`prefix part ${SUBDOMAIN}`] },
  { rule: isQualifiedName, text: 'a b', messages: [NAME_PART] },
  { rule: isQualifiedName, text: 'x'.repeat(64), messages: ['name part must be no more than 63 bytes'] },
  { rule: isLabelValue, text: '', messages: [] },
  { rule: isLabelValue, text: 'x'.repeat(64), messages: ['must be no more than 63 bytes'] },
  { rule: isPortName, text: 'http', messages: [] },
  { rule: isPortName, text: 'this-name-is-too-long', messages: ['must be no more than 15 characters'] },
  { rule: isPortName, text: '80', messages: ['must contain at least one letter (a-z)'] },
  {
    rule: isPortName,
    text: '-A--',
    messages: [
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'must contain at least one letter (a-z)',
      'must not contain consecutive hyphens',
      'must not begin or end with a hyphen',
    ],
  },
  { rule: isConfigMapKey, text: '.', messages: ["must not be '.'"] },
  { rule: isConfigMapKey, text: '..a', messages: ["must not start with '..'"] },
  { rule: isEnvVarName, text: 'a b-c', messages: [] },
  { rule: isPathSegmentName, text: 'system:node', messages: [] },
  { rule: isPathSegmentName, text: '..', messages: ["may not be '..'"] },
  { rule: isPathSegmentName, text: 'a/b%c', messages: ["may not contain '/'", "may not contain '%'"] },
])('$rule.name says of "$text" what the server says', ({ rule, text, messages }) => {
  expect(rule(text)).toEqual(messages);
});

test.each(['é'.repeat(32), '✓'.repeat(22)])('lengths are bytes, not letters: %s', (text) => {
  expect(isLabelValue(text)).toContain('must be no more than 63 bytes');
});

test('a label key with two slashes is refused as a whole', () => {
  expect(isQualifiedName('a/b/c')).toEqual([
    expect.stringMatching(/^a valid label key must consist of .* with an optional DNS subdomain prefix and '\/'/),
  ]);
});
