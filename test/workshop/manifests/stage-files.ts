import type { GivenFile } from './given-files';
import type { SynthesizedStage } from './lessons';

/** Which given files a stage holds: paths, or folders with a '/' at the end. */
interface StageFiles {
  readonly files: readonly string[];
  /** Objects (`Kind/name`) of a file that another file of the same stage replaces. @default - none */
  readonly replaced?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Stages whose files are not simply the folder of that name, because the texts give several forms of one object in one
 * folder, or keep files of another folder. Everything else follows from the names.
 */
const STAGE_FILES: Readonly<Record<string, Readonly<Record<string, StageFiles>>>> = {
  'kuard-pods': {
    bar: { files: ['bar-pod.yaml'] },
    run: { files: ['kuard-run-pod.yaml'] },
    plain: { files: ['kuard-pod.yaml'] },
    health: { files: ['kuard-pod-health.yaml'] },
    resources: { files: ['kuard-pod-resources.yaml'] },
    volume: { files: ['kuard-pod-vol.yaml'] },
    full: { files: ['kuard-pod-full.yaml'] },
  },
  'kuar-daemonsets': {
    plain: { files: ['fluentd.yaml', 'nginx-fast-storage.yaml'] },
    'rolling-update': { files: ['rolling-update/', 'nginx-fast-storage.yaml'] },
  },
  'kuar-jobs': {
    run: { files: ['oneshot-run-job.yaml'] },
    broken: { files: ['job-oneshot.yaml', 'broken/'] },
    fixed: { files: ['fixed/', 'job-parallel.yaml'] },
  },
  // The Pod of the last stage still mounts the Secret of the one before.
  'kuar-config': { '04-registry': { files: ['04-registry/', '03-tls/kuard-tls-secret.yaml'] } },
  'kuar-external-db': {
    'test-and-prod': {
      files: ['namespaces/', 'my-database-prod.yaml', 'my-database-test.yaml', 'my-database-test-deployment.yaml'],
    },
    'external-name': { files: ['dns-service.yaml'] },
    endpoints: { files: ['external-ip-endpoints.yaml', 'external-ip-service.yaml'] },
    'endpoint-slice': { files: ['modern/'] },
  },
  'redis-sentinel': {
    'as-given': { files: ['redis-config.yaml', 'redis-service.yaml', 'redis.yaml'] },
    fixed: { files: ['redis-config.yaml', 'redis-service.yaml', 'fixed/'] },
  },
  // The two later stages replace the Service redis in blue and keep the rest.
  'blue-green': {
    '02-external-name': {
      files: ['02-external-name/', '01-namespaces/'],
      replaced: { '01-namespaces/blue-redis-service.yaml': ['Service/redis'] },
    },
    '03-explicit-endpoints': {
      files: ['03-explicit-endpoints/', '01-namespaces/'],
      replaced: { '01-namespaces/blue-redis-service.yaml': ['Service/redis'] },
    },
  },
  'voting-deployments': {
    v1: { files: ['v1/', 'services.yaml'] },
    v2: { files: ['v2/', 'services.yaml'] },
    v3: { files: ['v3/', 'services.yaml'], replaced: { 'services.yaml': ['Service/redis'] } },
  },
};

/** The given files of one stage, and which of their objects are left out. */
export interface CounterpartFile {
  readonly file: GivenFile;
  /** Objects, as `Kind/name`, that another file replaces. */
  readonly replaced: readonly string[];
}

/** The given files that `stage` must hold: all of its stack where it has no stages. */
export function filesOf(stage: SynthesizedStage, given: readonly GivenFile[]): CounterpartFile[] {
  const { files, replaced = {} } = STAGE_FILES[stage.stack]?.[stage.stage] ?? {
    files: [stage.stage === '' ? '' : `${stage.stage}/`],
  };
  return given
    .filter((file) => file.stack === stage.stack && file.excepted === undefined)
    .filter(({ path }) =>
      files.some((name) => path === name || ((name === '' || name.endsWith('/')) && path.startsWith(name))),
    )
    .map((file) => ({ file, replaced: replaced[file.path] ?? [] }));
}

/** Stages of the table that the program does not have; a name that is written wrongly would otherwise go unnoticed. */
export function unknownStages(stages: readonly SynthesizedStage[]): string[] {
  return Object.entries(STAGE_FILES).flatMap(([stack, table]) =>
    Object.keys(table)
      .filter((name) => !stages.some((stage) => stage.stack === stack && stage.stage === name))
      .map((name) => `${stack}/${name}`),
  );
}
