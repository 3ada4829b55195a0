import { equalJson, type Pod } from '../api';
import type { NodeHost } from './node-host';
import type { PodRecord } from './pod-record';
import { decidePodStatus, type FinalInput } from './pod-status';

/** Writes the status of a Pod when it differs from what is stored. Answers the Pod as it is then. */
export function writeStatus(
  host: NodeHost,
  record: PodRecord,
  pod: Pod,
  input: Pick<FinalInput, 'isTerminal' | 'mayRun' | 'isGone'>,
): Pod {
  const { isTerminal, mayRun, isGone = false } = input;
  const status = decidePodStatus(pod, record, {
    nowMs: host.loop.nowMs,
    hostIp: host.address,
    isTerminal,
    mayRun,
    isGone,
  });
  if (equalJson(status, pod.status)) return pod;
  const { apiVersion, kind, metadata, spec } = pod;
  return host.writeStatus({ apiVersion, kind, metadata, spec, status });
}
