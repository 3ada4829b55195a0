import type { Pod } from '../../api';
import { stableDigest } from '../../images';
import { allContainers } from '../container-spec';
import type { NodeImage } from '../container-runtime';
import type { ContainerRecord, Ended, PodRecord } from '../pod-record';
import { bareContainerId } from '../runtime-names';
import type { ContainerLog } from '../runtime';

/** The sandbox of a Pod, as the runtime of its node has it. */
export interface ListedSandbox {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly pod: string;
  readonly namespace: string;
  readonly uid: string;
  readonly createdMs: number;
  readonly isReady: boolean;
}

/** A container, as the runtime of its node has it. */
export interface ListedContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  /** Its image by digest: `docker.io/library/redis@sha256:...`. */
  readonly image: string;
  readonly command: readonly string[];
  readonly createdMs: number;
  readonly sandbox: ListedSandbox;
  /** How it has ended. @default - it runs */
  readonly ended?: { readonly exitCode: number; readonly finishedMs: number };
  readonly log?: ContainerLog;
}

/** What the runtime of a node holds. */
export interface RuntimeView {
  /** Those that run and those that have ended, the youngest first. */
  readonly containers: () => readonly ListedContainer[];
  /** The youngest first. */
  readonly sandboxes: () => readonly ListedSandbox[];
  /** The largest first. */
  readonly images: () => readonly NodeImage[];
}

/** What a view is made of. */
export interface ViewSources {
  readonly records: () => readonly PodRecord[];
  /** The Pod behind a record; undefined when it is gone. */
  readonly pod: (record: PodRecord) => Pod | undefined;
  readonly images: () => readonly NodeImage[];
}

const sandboxOf = (record: PodRecord): ListedSandbox => ({
  id: stableDigest(`${record.uid}/sandbox`),
  pod: record.name,
  namespace: record.namespace,
  uid: record.uid,
  createdMs: record.seenMs,
  isReady: record.sandbox !== undefined,
});

const endOf = ({ atMs, state }: Ended): { readonly exitCode: number; readonly finishedMs: number } => ({
  exitCode: state.exitCode,
  finishedMs: Date.parse(state.finishedAt ?? '') || atMs,
});

/** The latest run of a container, and the one before. */
function runsOf(record: ContainerRecord, sandbox: ListedSandbox, pod: Pod | undefined): readonly ListedContainer[] {
  const { name, restartCount, run, previous, previousLog } = record;
  if (run === undefined) return [];
  const spec = pod === undefined ? undefined : allContainers(pod).find((each) => each.name === name);
  const written = [...(spec?.command ?? []), ...(spec?.args ?? [])];
  const command = run.handle?.command ?? written;
  const common = { name, image: run.imageId.replace(/^docker-pullable:\/\//, ''), sandbox };
  const latest: ListedContainer = {
    ...common,
    id: bareContainerId(run.id),
    attempt: restartCount,
    command,
    createdMs: run.startedMs,
    ...(run.ended === undefined ? {} : { ended: endOf(run.ended) }),
    ...(run.log === undefined ? {} : { log: run.log }),
  };
  if (previous === undefined) return [latest];
  const before: ListedContainer = {
    ...common,
    id: bareContainerId(previous.state.containerID ?? ''),
    attempt: restartCount - 1,
    command: written.length === 0 ? command : written,
    createdMs: Date.parse(previous.state.startedAt ?? '') || previous.atMs,
    ended: endOf(previous),
    ...(previousLog === undefined ? {} : { log: previousLog }),
  };
  return [latest, before];
}

const youngestFirst = (left: { readonly createdMs: number }, right: { readonly createdMs: number }): number =>
  right.createdMs - left.createdMs;

/** What the runtime of a node holds, as its agent knows it. */
export const runtimeView = ({ records, pod, images }: ViewSources): RuntimeView => ({
  sandboxes: () =>
    records()
      .filter(({ sandbox, containers }) => sandbox !== undefined || containers.size > 0)
      .map(sandboxOf)
      .sort(youngestFirst),
  containers: () =>
    records()
      .flatMap((record) => {
        const found = pod(record);
        return [...record.containers.values()].flatMap((each) => runsOf(each, sandboxOf(record), found));
      })
      .sort(youngestFirst),
  images,
});
