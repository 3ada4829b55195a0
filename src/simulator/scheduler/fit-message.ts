import type { Rejection } from './framework';

/** Source: Kubernetes 1.36, pkg/apis/core/validation `NoteLengthLimit`. */
const NOTE_BYTES_MAX = 1024;

/** What was found out about a Pod that fits nowhere. */
export interface Misfit {
  /** Number of all nodes. */
  readonly nodesTotal: number;
  /** Why it may run on no node at all. @default - the rejections of single nodes say it */
  readonly nowhere?: Rejection;
  /** Rejections of single nodes. */
  readonly rejections: readonly Rejection[];
  /** What holds for the nodes without a rejection of their own. @default - there are none */
  readonly elsewhere?: string;
}

/** How often each reason was given, as texts in the order of texts: `10 a` before `2 b`. */
function counted({ nodesTotal, rejections, elsewhere }: Misfit): string[] {
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (elsewhere !== undefined && rejections.length < nodesTotal) {
    counts.set(elsewhere, (counts.get(elsewhere) ?? 0) + nodesTotal - rejections.length);
  }
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
}

/**
 * The message of a Pod that fits nowhere: `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.`
 * followed by `tail`, what making room for it came to.
 *
 * Source: Kubernetes 1.36, pkg/scheduler/framework/types.go `FitError.Error`.
 */
export function fitMessage(misfit: Misfit, tail = ''): string {
  const { nodesTotal, nowhere } = misfit;
  const reasons = nowhere === undefined ? counted(misfit) : [nowhere.reasons.join(', ')];
  const body = reasons.length === 0 ? '' : ` ${reasons.join(', ')}.`;
  return `0/${nodesTotal} nodes are available:${body}${tail === '' ? '' : ` ${tail}`}`;
}

/** A message as an Event can hold it. Source: Kubernetes 1.36, pkg/scheduler/schedule_one.go `truncateMessage`. */
export function eventNote(message: string): string {
  if (message.length <= NOTE_BYTES_MAX) return message;
  return `${message.slice(0, NOTE_BYTES_MAX - ' ...'.length)} ...`;
}
