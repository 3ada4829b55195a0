import type { PodFailurePolicyRule, SuccessPolicyRule } from '../../../../src/simulator/api';
import { IndexSet } from '../../../../src/simulator/controllers/job/index-set';
import { judgeFailure } from '../../../../src/simulator/controllers/job/pod-failure-policy';
import { matchedSuccessRule } from '../../../../src/simulator/controllers/job/success-policy';
import { samplePod } from './sample-jobs';

const onCodes = (action: string, operator: string, values: number[], containerName?: string): PodFailurePolicyRule => ({
  action,
  onExitCodes: { operator, values, ...(containerName === undefined ? {} : { containerName }) },
});
const onDisruption = (action: string): PodFailurePolicyRule => ({
  action,
  onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
});

describe('a failure policy', () => {
  const pod = samplePod('work-a', { phase: 'Failed', exitCode: 42 });
  const evicted = samplePod('work-b', {
    phase: 'Failed',
    status: { conditions: [{ type: 'DisruptionTarget', status: 'True' }] },
  });
  const counted = { isCounted: true, failsIndex: false };

  test.each([
    { title: 'counts without rules', rules: [], want: counted },
    { title: 'counts what no rule matches', rules: [onCodes('Ignore', 'In', [1])], want: counted },
    { title: 'ignores a code', rules: [onCodes('Ignore', 'In', [42])], want: { isCounted: false, failsIndex: false } },
    {
      title: 'fails the index',
      rules: [onCodes('FailIndex', 'In', [42])],
      want: { isCounted: true, failsIndex: true },
    },
    { title: 'looks at one container', rules: [onCodes('Ignore', 'In', [42], 'other')], want: counted },
    { title: 'counts by rule', rules: [onCodes('Count', 'NotIn', [1]), onCodes('Ignore', 'In', [42])], want: counted },
    {
      title: 'fails the Job',
      rules: [onDisruption('Ignore'), onCodes('FailJob', 'NotIn', [1, 2])],
      want: {
        ...counted,
        failJobMessage: 'Container main for pod demo/work-a failed with exit code 42 matching FailJob rule at index 1',
      },
    },
  ])('$title', ({ rules, want }) => {
    expect(judgeFailure({ rules }, pod)).toEqual(want);
  });

  test('looks at conditions of the Pod', () => {
    expect(judgeFailure({ rules: [onDisruption('Ignore')] }, evicted).isCounted).toBe(false);
    expect(judgeFailure({ rules: [onDisruption('FailJob')] }, evicted).failJobMessage).toBe(
      'Pod demo/work-b has condition DisruptionTarget matching FailJob rule at index 0',
    );
  });

  test('takes no container that ended well for a failure', () => {
    const fine = samplePod('a', { phase: 'Failed', exitCode: 0 });
    expect(judgeFailure({ rules: [onCodes('Ignore', 'NotIn', [1])] }, fine).isCounted).toBe(true);
  });
});

describe('a success policy', () => {
  test.each<{ rules: SuccessPolicyRule[]; completed: string; want: number | undefined }>([
    { rules: [{ succeededCount: 2 }], completed: '', want: undefined },
    { rules: [{ succeededCount: 2 }], completed: '7', want: undefined },
    { rules: [{ succeededCount: 2 }], completed: '7,8', want: 0 },
    { rules: [{ succeededIndexes: '0-2' }], completed: '0,1,5', want: undefined },
    { rules: [{ succeededIndexes: '0-2' }], completed: '0-2', want: 0 },
    { rules: [{ succeededIndexes: '0-2', succeededCount: 2 }], completed: '1,2', want: 0 },
    { rules: [{ succeededIndexes: '9-12' }, { succeededCount: 1 }], completed: '3', want: 1 },
  ])('with $rules and "$completed" succeeded matches rule $want', ({ rules, completed, want }) => {
    expect(matchedSuccessRule({ rules }, 10, IndexSet.parse(completed, 10))).toBe(want);
  });
});
