import type { Container, Job, Pod } from '../../api';
import { podOf, type PodDraft, type PodExtras } from '../pod-control';
import {
  FAILURES_KEY,
  failureCountOf,
  IGNORED_FAILURES_KEY,
  ignoredFailureCountOf,
  INDEX_KEY,
  TRACKING_FINALIZER,
} from './job-pods';
import { hasBackoffLimitPerIndex } from './job-state';
import { judgeFailure } from './pod-failure-policy';

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';

/** Source: Kubernetes 1.36, apiserver/pkg/storage/names `MaxGeneratedNameLength`. */
const GENERATED_NAME_MAX = 58;

function withIndexVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === INDEX_VARIABLE) === true) return container;
  const variable = {
    name: INDEX_VARIABLE,
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX_KEY}']` } },
  };
  return { ...container, env: [...(container.env ?? []), variable] };
}

/** How often the index has failed, for the Pod that takes the place of `replaced`. */
function failureAnnotations({ spec }: Job, replaced: Pod | undefined): Record<string, string> {
  if (replaced === undefined) return { [FAILURES_KEY]: '0' };
  const { isCounted } = judgeFailure(spec.podFailurePolicy, replaced);
  const failures = failureCountOf(replaced) + (isCounted ? 1 : 0);
  const ignored = ignoredFailureCountOf(replaced) + (isCounted ? 0 : 1);
  return {
    [FAILURES_KEY]: String(failures),
    ...(ignored === 0 ? {} : { [IGNORED_FAILURES_KEY]: String(ignored) }),
  };
}

function indexExtras(job: Job, index: number, replaced: Pod | undefined): PodExtras {
  const { containers, initContainers } = job.spec.template.spec;
  const ending = `-${index}-`;
  return {
    generateName: `${job.metadata.name.slice(0, GENERATED_NAME_MAX - ending.length)}${ending}`,
    labels: { [INDEX_KEY]: String(index) },
    annotations: {
      [INDEX_KEY]: String(index),
      ...(hasBackoffLimitPerIndex(job) ? failureAnnotations(job, replaced) : {}),
    },
    spec: {
      hostname: `${job.metadata.name}-${index}`,
      containers: containers.map(withIndexVariable),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(withIndexVariable) }),
    },
  };
}

/**
 * The Pod that a Job makes for `index`, or for none. `replaced` is the Pod of the index that failed last.
 * Source: Kubernetes 1.36, pkg/controller/job/job_controller.go `manageJob`.
 */
export function jobPodDraft(job: Job, index: number | undefined, replaced?: Pod): PodDraft {
  const { template } = job.spec;
  const hasFinalizer = template.metadata.finalizers?.includes(TRACKING_FINALIZER) === true;
  return podOf(template, job, {
    ...(index === undefined ? {} : indexExtras(job, index, replaced)),
    ...(hasFinalizer ? {} : { finalizers: [TRACKING_FINALIZER] }),
  });
}
