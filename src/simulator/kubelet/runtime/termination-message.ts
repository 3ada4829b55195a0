import type { FileSystem } from '../../process';
import type { ContainerLog } from './container-log';

/** Source: Kubernetes 1.36, pkg/kubelet/container/helpers.go, kuberuntime `MaxContainerTerminationMessage*`. */
const FILE_BYTES_MAX = 4096;
const LOG_BYTES_MAX = 2048;
const LOG_LINES_MAX = 80;

const decoder = new TextDecoder();

function endOf(log: ContainerLog): string {
  const lines = log.lines.last(LOG_LINES_MAX).map(({ bytes }) => decoder.decode(bytes));
  return lines.join('').slice(-LOG_BYTES_MAX);
}

/** What a container that has ended has to say: what it wrote to its termination log, or the end of its log. */
export function terminationMessage(
  files: FileSystem | undefined,
  log: ContainerLog,
  path: string,
  usesLog: boolean,
): string | undefined {
  const written = files?.exists(path) === true ? files.readText(path).slice(0, FILE_BYTES_MAX) : '';
  if (written !== '') return written;
  const fallback = usesLog ? endOf(log) : '';
  return fallback === '' ? undefined : fallback;
}
