import type { KubeObject } from '../../../src/simulator/api';
import { cronJobStrategy } from '../../../src/simulator/resources/cron-job';
import { jobStrategy } from '../../../src/simulator/resources/job';
import { created, jobOf as job, type Json, refusals, refusalsOfUpdate } from './written';

const specOf = (object: KubeObject): Json => object['spec'] as Json;

describe('Job', () => {
  test('selects the Pods of its own UID', () => {
    const object = created(jobStrategy, job());
    const uid = object.metadata.uid as string;
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'once',
      'controller-uid': uid,
      'job-name': 'once',
    };
    expect(specOf(object)).toMatchObject({
      selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
      template: { metadata: { labels } },
    });
    expect(object.metadata.labels).toEqual(labels);
  });

  test('keeps labels of its own apart from those of its template', () => {
    const object = created(jobStrategy, { ...job(), metadata: { name: 'once', labels: { a: 'b' } } });
    expect(object.metadata.labels).toEqual({ a: 'b' });
  });

  test('leaves selector and labels alone when they are said to be manual', () => {
    const selector = { matchLabels: { a: 'b' } };
    const object = created(jobStrategy, job({ manualSelector: true, selector }));
    expect(specOf(object)['selector']).toEqual(selector);
    expect(object.metadata.labels).toBeUndefined();
  });

  test.each<[Json, Json]>([
    [{}, { completions: 1, parallelism: 1, backoffLimit: 6, podReplacementPolicy: 'TerminatingOrFailed' }],
    [{ parallelism: 5 }, { parallelism: 5 }],
    [{ completions: 5 }, { completions: 5, parallelism: 1 }],
    [{ completionMode: 'Indexed', backoffLimitPerIndex: 1 }, { backoffLimit: 2147483647 }],
    [{ podFailurePolicy: { rules: [] } }, { podReplacementPolicy: 'Failed' }],
  ])('%p is stored with %p', (spec, stored) => {
    expect(specOf(created(jobStrategy, job(spec)))).toMatchObject(stored);
  });

  test('work without a number of completions has none', () => {
    expect(specOf(created(jobStrategy, job({ parallelism: 5 })))['completions']).toBeUndefined();
  });

  test.each<[string, Json, Json, string]>([
    [
      'Pods that run for ever',
      {},
      { restartPolicy: 'Always' },
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    [
      'limits by index without indexes',
      { backoffLimitPerIndex: 1 },
      {},
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    ],
    [
      'a failure policy for Pods that restart',
      { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
      { restartPolicy: 'OnFailure' },
      'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
    ],
    [
      'exit codes out of order',
      { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 1] } }] } },
      {},
      'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1]: must be ordered',
    ],
    [
      'a rule without condition',
      { podFailurePolicy: { rules: [{ action: 'Count' }] } },
      {},
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
  ])('refuses %s', (_case, spec, podSpec, message) => {
    expect(refusals(jobStrategy, job(spec, podSpec))).toEqual([message]);
  });

  describe('once it exists', () => {
    const replace = (before: Json, after: Json, status: Json = { startTime: '2026-01-01T00:00:00Z' }): string[] => {
      const old = { ...created(jobStrategy, job(before)), status };
      const { selector, template } = specOf(old);
      const body: Json = { ...job(after), metadata: old.metadata };
      const changed = (after['template'] ?? template) as Json;
      return refusalsOfUpdate(jobStrategy, old, {
        ...body,
        spec: { ...(body['spec'] as Json), selector, template: changed },
      });
    };

    test('the number of completions stays', () => {
      const fixed = ['spec.completions: Invalid value: 4: field is immutable'];
      expect(replace({ completions: 2 }, { completions: 4 })).toEqual(fixed);
    });

    test('an indexed Job grows when both numbers grow', () => {
      const sized = (count: number): Json => ({ completionMode: 'Indexed', completions: count, parallelism: count });
      expect(replace(sized(2), sized(4))).toEqual([]);
      expect(replace(sized(2), { ...sized(4), parallelism: 2 })).toEqual([
        'spec.completions: Invalid value: 4: can only be modified in tandem with spec.parallelism',
      ]);
    });

    test('suspending it is allowed', () => {
      expect(replace({}, { suspend: true })).toEqual([]);
    });

    test('its template stays, but for the place of Pods that have not begun', () => {
      const old = created(jobStrategy, job({ suspend: true }));
      const template = specOf(old)['template'] as Json;
      const moved = { ...template, spec: { ...(template['spec'] as Json), nodeSelector: { zone: 'a' } } };
      expect(replace({ suspend: true }, { suspend: true, template: moved }, {})).toEqual([]);
      expect(replace({}, { template: moved })).toEqual([
        expect.stringMatching(/^spec\.template: Invalid value: \{"labels":.*\}: field is immutable$/),
      ]);
    });
  });
});

describe('CronJob', () => {
  const cronJob = (spec: Json = {}, name = 'often'): Json => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: job()['spec'] as Json }, ...spec },
  });

  test('is completed, the Job inside only in its template', () => {
    const spec = specOf(created(cronJobStrategy, cronJob()));
    expect(spec).toMatchObject({ concurrencyPolicy: 'Allow', suspend: false, failedJobsHistoryLimit: 1 });
    expect(spec['jobTemplate']).not.toHaveProperty('spec.completions');
    expect(spec['jobTemplate']).toHaveProperty('spec.template.spec.dnsPolicy', 'ClusterFirst');
  });

  test.each<[Json, string]>([
    [{ schedule: '' }, 'spec.schedule: Required value'],
    [
      { schedule: '61 * * * *' },
      'spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61',
    ],
    [
      { schedule: 'TZ=UTC 0 * * * *' },
      'spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ],
    [{ timeZone: 'Mars/Olympus' }, 'spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus'],
    [
      { timeZone: 'Local' },
      'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ],
    [
      { concurrencyPolicy: 'Maybe' },
      'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
    ],
    [
      { failedJobsHistoryLimit: -1 },
      'spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
    ],
  ])('refuses %p', (spec, message) => {
    expect(refusals(cronJobStrategy, cronJob(spec))[0]).toBe(message);
  });

  test('leaves room in its name for the time', () => {
    const name = 'a'.repeat(53);
    expect(refusals(cronJobStrategy, cronJob({}, name))).toEqual([
      `metadata.name: Invalid value: "${name}": must be no more than 52 characters`,
    ]);
  });
});
