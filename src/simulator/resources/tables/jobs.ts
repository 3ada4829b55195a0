import { humanDuration, type LabelSelectorObject } from '../../api';
import { AGE, boolean, CONTAINERS, documentOf, integer, NAME, text, wide } from './column';
import { selectorCell } from './selector-text';
import { defineTable, type Named } from './table';
import { containerCells, type TemplateView } from './template';

interface JobSpec {
  readonly completions?: number;
  readonly parallelism?: number;
  readonly suspend?: boolean;
  readonly selector?: LabelSelectorObject;
  readonly template?: TemplateView;
}

interface Job extends Named {
  readonly spec?: JobSpec;
  readonly status?: {
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Conditions that name the status of a Job, the strongest first. */
function jobStatus({ metadata, status }: Job): string {
  const holds = (type: string): boolean =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, nowMs: number): string {
  if (status?.startTime === undefined) return '';
  const end = status.completionTime === undefined ? nowMs : Date.parse(status.completionTime);
  return humanDuration(end - Date.parse(status.startTime));
}

/** Jobs. */
export const jobTable = defineTable<Job>({
  columns: [
    NAME,
    text('Status', 'Status of the job.'),
    text('Completions', documentOf('batch.v1.JobStatus', 'succeeded')),
    text('Duration', 'Time required to complete the job.'),
    AGE,
    ...CONTAINERS,
    wide('Selector', documentOf('batch.v1.JobSpec', 'selector')),
  ],
  cells: (job, { age, nowMs }) => [
    job.metadata.name,
    jobStatus(job),
    completions(job),
    jobDuration(job, nowMs),
    age,
    ...containerCells(job.spec?.template),
    selectorCell(job.spec?.selector),
  ],
});

interface CronJob extends Named {
  readonly spec?: {
    readonly schedule?: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly jobTemplate?: { readonly spec?: JobSpec };
  };
  readonly status?: { readonly active?: readonly object[]; readonly lastScheduleTime?: string };
}

const shownFlag = (flag: boolean | undefined): string => {
  if (flag === undefined) return '<unset>';
  return flag ? 'True' : 'False';
};

/** CronJobs. */
export const cronJobTable = defineTable<CronJob>({
  columns: [
    NAME,
    text('Schedule', documentOf('batch.v1.CronJobSpec', 'schedule')),
    text('Timezone', documentOf('batch.v1.CronJobSpec', 'timeZone')),
    boolean('Suspend', documentOf('batch.v1.CronJobSpec', 'suspend')),
    integer('Active', documentOf('batch.v1.CronJobStatus', 'active')),
    text('Last Schedule', documentOf('batch.v1.CronJobStatus', 'lastScheduleTime')),
    AGE,
    ...CONTAINERS,
    wide('Selector', documentOf('batch.v1.JobSpec', 'selector')),
  ],
  cells: ({ metadata, spec, status }, { age, since }) => [
    metadata.name,
    spec?.schedule ?? '',
    spec?.timeZone ?? '<none>',
    shownFlag(spec?.suspend),
    status?.active?.length ?? 0,
    status?.lastScheduleTime === undefined ? '<none>' : since(status.lastScheduleTime),
    age,
    ...containerCells(spec?.jobTemplate?.spec?.template),
    selectorCell(spec?.jobTemplate?.spec?.selector),
  ],
});
