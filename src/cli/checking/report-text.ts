import type { CheckResult, Finding } from '../../check';
import { counted, styled } from '../terminal';
import type { GeneratedSecret } from './checked-sets';

/** A result with what was made up for it. */
export interface CheckReport extends CheckResult {
  readonly generatedSecrets: readonly GeneratedSecret[];
  /** What of the manifests was not checked, and why. */
  readonly leftOut: readonly string[];
}

const nameOf = ({ object: { kind, namespace, name } }: Finding): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Findings of one rule with one cure, in the order in which they first come; errors before warnings. */
function groups(findings: readonly Finding[]): Finding[][] {
  const byCure = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.rule, finding.cure]);
    const known = byCure.get(key);
    if (known === undefined) byCure.set(key, [finding]);
    else known.push(finding);
  }
  const isWarning = ([first]: readonly Finding[]): number => (first?.severity === 'warning' ? 1 : 0);
  return [...byCure.values()].sort((left, right) => isWarning(left) - isWarning(right));
}

function groupLines(group: readonly Finding[], hasColors: boolean): string[] {
  const [first] = group as [Finding];
  const style = first.severity === 'error' ? 'red' : 'yellow';
  return [
    `  ${styled(hasColors, style, `${first.severity} [${first.rule}]`)} ${first.cure}`,
    ...group.map(
      (finding) => `    ${nameOf(finding)}: ${finding.message} ${styled(hasColors, 'dim', `(${finding.file})`)}`,
    ),
  ];
}

/** What came of one set, for a person. */
export function checkText(report: CheckReport, hasColors: boolean): string {
  const { name, stacks, findings, upgraded, drained, virtualSeconds } = report;
  const ready = stacks.filter(({ isReady }) => isReady).length;
  const objects = stacks.reduce((sum, stack) => sum + stack.objects, 0);
  const tried = [
    `${counted(upgraded, 'workload')} upgraded`,
    ...(drained === undefined ? [] : [`${drained} drained`]),
    `${virtualSeconds} s of the cluster's time`,
  ];
  const lines = [
    `${styled(hasColors, 'bold', name)}: ${ready} of ${counted(stacks.length, 'stack')} ready, ${counted(objects, 'object')}; ${tried.join(', ')}`,
    ...report.generatedSecrets.map(
      (secret) =>
        `  generated Secret ${secret.namespace}/${secret.name} (${secret.keys.join(', ')}): the deployment would bring it`,
    ),
    ...(report.assumedImages.length === 0
      ? []
      : [
          `  servers on their declared ports stood in for images that nobody has described: ${report.assumedImages.join(', ')}`,
        ]),
    ...[...report.leftOut, ...report.skipped].map((each) => `  ${each}`),
    ...groups(findings).flatMap((group) => groupLines(group, hasColors)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Numbers of errors and warnings. */
export function findingCounts(reports: readonly CheckReport[]): { readonly errors: number; readonly warnings: number } {
  const all = reports.flatMap(({ findings }) => findings);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: all.length - errors };
}
