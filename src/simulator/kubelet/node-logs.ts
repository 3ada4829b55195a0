import type { FileDefinition, FileLayer } from '../process';
import type { ContainerRecord, PodRecord } from './pod-record';
import { type ContainerLog, fileOf } from './runtime';
import { bareContainerId } from './runtime-names';

/** One log of a container, and how its files are called. */
interface NamedLog {
  /** `0.log`: the number of the run. */
  readonly file: string;
  /** Id of the run, without the name of the runtime. */
  readonly id: string;
  readonly log: ContainerLog;
}

/** Logs that are still there: of the latest run and of the one before. */
function logsOf({ run, previous, previousLog, restartCount }: ContainerRecord): readonly NamedLog[] {
  const older =
    previousLog === undefined
      ? []
      : [{ file: `${restartCount - 1}.log`, id: bareContainerId(previous?.state.containerID ?? ''), log: previousLog }];
  return run?.log === undefined
    ? older
    : [...older, { file: `${restartCount}.log`, id: bareContainerId(run.id), log: run.log }];
}

/** Time in the name of a file that was put aside: `20260102-150405`. */
const suffixOf = (timeMs: number): string =>
  new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');

const LOG_MODE = 0o640;

function currentFile(log: ContainerLog): FileDefinition {
  const [last] = log.lines.last(1);
  return {
    type: 'dynamic',
    mode: LOG_MODE,
    showsSize: true,
    read: () => fileOf(log.lines),
    watch: (listener) => log.follow(listener, listener),
    ...(last === undefined ? {} : { modifiedMs: last.timeMs }),
  };
}

/** Files of the logs of one container. */
function filesOf(container: ContainerRecord): ReadonlyMap<string, FileDefinition> {
  const files = new Map<string, FileDefinition>();
  for (const { file, log } of logsOf(container)) {
    files.set(file, currentFile(log));
    for (const { rotatedMs, isCompressed, modifiedMs, read } of log.rotated) {
      const name = `${file}.${suffixOf(rotatedMs)}${isCompressed ? '.gz' : ''}`;
      files.set(name, { type: 'dynamic', mode: LOG_MODE, showsSize: true, read, modifiedMs });
    }
  }
  return files;
}

const folder = (entries: () => ReadonlyMap<string, FileDefinition>): FileDefinition => ({
  type: 'dynamicDirectory',
  mode: 0o755,
  list: () => [...entries().keys()],
  find: (name) => entries().get(name),
});

const directoryOf = ({ namespace, name, uid }: PodRecord): string => `${namespace}_${name}_${uid}`;

function containersOf({ containers }: PodRecord): ReadonlyMap<string, FileDefinition> {
  const begun = [...containers.values()].filter((container) => logsOf(container).length > 0);
  return new Map(begun.map((container) => [container.name, folder(() => filesOf(container))]));
}

function linksOf(pod: PodRecord): readonly (readonly [string, FileDefinition])[] {
  return [...pod.containers.values()].flatMap((container) =>
    logsOf(container).map(({ file, id }) => {
      const target = `/var/log/pods/${directoryOf(pod)}/${container.name}/${file}`;
      return [`${pod.name}_${pod.namespace}_${container.name}-${id}.log`, { type: 'symlink', target }] as const;
    }),
  );
}

/**
 * What a node has in /var/log of its containers: a directory for every Pod, and beside it a link for every run. `pods` are
 * those that its agent knows.
 *
 * Source: Kubernetes 1.36, pkg/kubelet/kuberuntime/helpers.go `BuildPodLogsDirectory`, legacy.go `logSymlink`.
 */
export const nodeLogs = (pods: () => readonly PodRecord[]): FileLayer => ({
  '/var/log/containers': folder(() => new Map(pods().flatMap(linksOf))),
  '/var/log/pods': folder(() => new Map(pods().map((pod) => [directoryOf(pod), folder(() => containersOf(pod))]))),
});
