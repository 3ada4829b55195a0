import type { ExerciseResult, Problem, StepResult } from '../play';

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML, without the characters that it cannot hold. */
const escaped = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- those are meant
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?').replace(/[&<>"]/g, (found) => NAMES[found] ?? found);

const problemText = ({ kind, expected, actual }: Problem): string =>
  `${kind}\nexpected: ${expected}\nactual: ${actual}\n`;

function caseOf(id: string, { number, step, outcome, why, problems, typed }: StepResult): string {
  const head = `    <testcase classname="${escaped(id)}" name="${escaped(`${number}. ${step.task}`)}"`;
  if (outcome === 'failed') {
    const text = `${typed === undefined ? '' : `$ ${typed}\n`}${problems.map(problemText).join('\n')}`;
    const what = escaped(problems[0]?.kind ?? 'failed');
    return `${head}>\n      <failure message="${what}">${escaped(text)}</failure>\n    </testcase>`;
  }
  if (outcome === 'passed') return `${head}/>`;
  const message = escaped(why ?? step.outside ?? '');
  return `${head}>\n      <skipped message="${message}"/>\n    </testcase>`;
}

function suiteOf({ exercise: { id, title }, steps, problem, durationMs }: ExerciseResult): string {
  const cases =
    problem === undefined
      ? steps.map((step) => caseOf(id, step))
      : [
          `    <testcase classname="${id}" name="begin">\n      <error message="it cannot begin">${escaped(problem)}</error>\n    </testcase>`,
        ];
  const failures = steps.filter(({ outcome }) => outcome === 'failed').length;
  const skipped = steps.filter(({ outcome }) => outcome === 'skipped' || outcome === 'presented').length;
  const numbers = `tests="${cases.length}" failures="${failures}" errors="${problem === undefined ? 0 : 1}" skipped="${skipped}"`;
  const seconds = (durationMs / 1000).toFixed(3);
  return `  <testsuite name="${escaped(`${id} ${title}`)}" ${numbers} time="${seconds}">\n${cases.join('\n')}\n  </testsuite>`;
}

/** Results as a file that continuous integration reads: an exercise is a suite, a step a case. */
export function junitText(results: readonly ExerciseResult[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="workshop lessons">\n${results.map(suiteOf).join('\n')}\n</testsuites>\n`;
}
