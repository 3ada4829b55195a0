import {
  type Exercise,
  type ExerciseResult,
  junitText,
  type StepResult,
  summarize,
  summaryText,
} from '../../../src/lessons';

const exercise: Exercise = {
  id: 'X-01',
  title: 'A & B',
  goal: 'It runs.',
  nature: 'normal',
  steps: [{ task: 'One.' }, { task: 'Two <2>.' }, { task: 'Three.' }],
};

const result = (number: number, outcome: StepResult['outcome'], more: Partial<StepResult> = {}): StepResult => ({
  step: exercise.steps[number - 1] ?? { task: '' },
  number,
  outcome,
  problems: [],
  ...more,
});

const mixed: ExerciseResult = {
  exercise,
  durationMs: 1234,
  steps: [
    result(1, 'passed'),
    result(2, 'failed', { typed: 'kubectl get x', problems: [{ kind: 'wrong', expected: '<a>', actual: 'b\u0007' }] }),
    result(3, 'skipped', { why: 'step 2 failed' }),
  ],
};

describe('results', () => {
  test('are counted', () => {
    const good: ExerciseResult = { exercise, durationMs: 1, steps: [result(1, 'passed'), result(2, 'presented')] };
    const lost: ExerciseResult = { exercise, durationMs: 1, steps: [], problem: 'no such stack' };
    expect(summaryText(summarize([good]))).toBe(
      '1 exercise, 2 steps: 2 passed (1 only presented: they happen outside of a cluster), 0 failed',
    );
    expect(summarize([good, mixed, lost])).toEqual({
      exercises: 3,
      steps: 8,
      ours: 0,
      passed: 3,
      failed: 4,
      presented: 1,
      notRun: 1,
      failedExercises: ['X-01', 'X-01'],
    });
  });

  test('tell steps that no text has apart', () => {
    const extra = result(3, 'passed', { step: { task: 'More.', isOurs: true } });
    const steps = [result(1, 'passed'), result(2, 'passed'), extra];
    expect(summaryText(summarize([{ exercise, durationMs: 1, steps }]))).toBe(
      '1 exercise, 2 steps and 1 of our own: 3 passed, 0 failed',
    );
  });

  test('are written for continuous integration', () => {
    const text = junitText([mixed]);
    expect(text).toContain(
      '<testsuite name="X-01 A &amp; B" tests="3" failures="1" errors="0" skipped="1" time="1.234">',
    );
    expect(text).toContain('name="2. Two &lt;2&gt;."');
    expect(text).toContain('$ kubectl get x\nwrong\nexpected: &lt;a&gt;\nactual: b?');
    expect(text).toContain('<skipped message="step 2 failed"/>');
  });

  test('tell of an exercise that cannot begin', () => {
    expect(junitText([{ exercise, durationMs: 1, steps: [], problem: 'no <stack>' }])).toContain(
      '<error message="it cannot begin">no &lt;stack&gt;</error>',
    );
  });
});
