import type { Finding, StackResult } from '../../check';
import type { CheckReport } from './report-text';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text in XML; characters that XML does not know become blanks. */
const xml = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex -- These are what XML 1.0 leaves out.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);

const lineOf = ({ object: { kind, namespace, name }, rule, message, cure }: Finding): string =>
  `[${rule}] ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}: ${message}: ${cure}`;

function testCase(set: string, stack: StackResult, findings: readonly Finding[]): string[] {
  const own = findings.filter((finding) => finding.stack === stack.name);
  const errors = own.filter(({ severity }) => severity === 'error');
  const warnings = own.filter(({ severity }) => severity === 'warning');
  const head = `    <testcase classname="${xml(set)}" name="${xml(stack.name)}" time="${stack.readyAfterSeconds ?? 0}"`;
  if (own.length === 0) return [`${head}/>`];
  return [
    `${head}>`,
    ...errors.map(
      (finding) =>
        `      <failure type="${xml(finding.rule)}" message="${xml(finding.message)}">${xml(lineOf(finding))}</failure>`,
    ),
    ...(warnings.length === 0 ? [] : [`      <system-out>${xml(warnings.map(lineOf).join('\n'))}</system-out>`]),
    '    </testcase>',
  ];
}

/** Reports as JUnit XML: a suite for each set, a case for each stack, a failure for each error. */
export function junitText(reports: readonly CheckReport[]): string {
  const suites = reports.flatMap(({ name, stacks, findings, virtualSeconds }) => {
    const failed = new Set(findings.filter(({ severity }) => severity === 'error').map(({ stack }) => stack)).size;
    return [
      `  <testsuite name="${xml(name)}" tests="${stacks.length}" failures="${failed}" time="${virtualSeconds}">`,
      ...stacks.flatMap((stack) => testCase(name, stack, findings)),
      '  </testsuite>',
    ];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="workshop check">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}
