import type { Coroutine, Process } from '../../process';

/** Writes a line as components of Kubernetes do: `I0102 15:04:05.000000       1 server.go:12] text`. Source: k8s.io/klog/v2. */
export function* klog(process: Process, place: string, text: string): Coroutine<void> {
  const [date = '', time = ''] = new Date(process.nowMs).toISOString().split('T');
  const month = date.slice(5).replace('-', '');
  yield* process.complain(`I${month} ${time.slice(0, 12)}000 ${String(process.pid).padStart(7)} ${place}] ${text}\n`);
}
