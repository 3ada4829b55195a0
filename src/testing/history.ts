import type { Cluster, Kinds, ObjectName, TraceEntry } from '../simulator';

type Event = Kinds['events'];

/** Something that happened. */
export interface HistoryEntry {
  /** Virtual milliseconds since 1970. */
  readonly timeMs: number;
  /** Who said it: a part of the cluster, or `test`. */
  readonly actor: string;
  /** What it is about: `Pod default/web-0`. */
  readonly subject: string;
  readonly text: string;
  /** How often it happened, and when the last time. @default - once */
  readonly repeated?: { readonly times: number; readonly lastMs: number };
}

/** An Event of the cluster. */
export interface TestEvent {
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** How often it was said. */
  readonly count: number;
  /** What it is about: `Pod default/web-0`. */
  readonly object: string;
  /** When it was said first, virtual milliseconds since 1970. */
  readonly firstMs: number;
  /** When it was said last. */
  readonly lastMs: number;
}

/** `Pod default/web-0`. */
export const subjectOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}`;

/** An Event as tests look at it. */
export function testEvent(event: Event): TestEvent {
  const { involvedObject: about, type = 'Normal', reason = '', message = '', series, metadata } = event;
  const first = event.firstTimestamp ?? event.eventTime ?? metadata.creationTimestamp ?? '';
  const last = series?.lastObservedTime ?? event.lastTimestamp ?? first;
  return {
    type,
    reason,
    message,
    count: series?.count ?? event.count ?? 1,
    object: subjectOf(about.kind ?? '', about.namespace, about.name ?? ''),
    firstMs: Date.parse(first),
    lastMs: Date.parse(last),
  };
}

/** Events in the history, at the times at which they were written: their own timestamps know whole seconds. */
export class EventHistory {
  private readonly byUid = new Map<string, HistoryEntry>();

  /** Notes an Event, or that it was said again. */
  note(event: Event, nowMs: number): void {
    const { uid = '' } = event.metadata;
    const { object, reason, message, count, type } = testEvent(event);
    const actor = type === 'Warning' ? 'WARNING' : 'event';
    const timeMs = this.byUid.get(uid)?.timeMs ?? nowMs;
    const repeated = count > 1 ? { repeated: { times: count, lastMs: nowMs } } : {};
    this.byUid.set(uid, { timeMs, actor, subject: object, text: `${reason}: ${message}`, ...repeated });
  }

  /** All of them, in the order in which they came. */
  entries(): readonly HistoryEntry[] {
    return [...this.byUid.values()];
  }
}

/** Parts of a cluster whose decisions are about everything, and say little. */
const isPlumbing = ({ actor }: TraceEntry): boolean => actor === 'endpoints-controller';

const isRepetition = (entry: HistoryEntry, before: HistoryEntry | undefined): boolean =>
  before !== undefined && entry.subject === before.subject && entry.text === before.text;

/** All that happened, oldest first: decisions, and what was noted (Events, what the test did). Repetitions count once. */
export function historyOf(cluster: Cluster, noted: readonly HistoryEntry[], sinceMs: number): HistoryEntry[] {
  const decisions = cluster.timeline(sinceMs).filter((entry) => !isPlumbing(entry));
  return [...noted, ...decisions]
    .filter(({ timeMs }) => timeMs >= sinceMs)
    .sort((left, right) => left.timeMs - right.timeMs)
    .filter((entry, index, all) => !isRepetition(entry, all[index - 1]));
}

/** As many lines as a person reads in a failed test. */
const LINES_MAX = 40;

function timeText(ms: number): string {
  const seconds = ms / 1000;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes === 0 ? `+${rest.toFixed(1)}s` : `+${minutes}m${rest.toFixed(1).padStart(4, '0')}s`;
}

/** Entries as lines with time, who, what; the latest ones when there are many. */
export function historyText(entries: readonly HistoryEntry[], beginMs: number, linesMax = LINES_MAX): string {
  const shown = entries.slice(-linesMax);
  const rows = shown.map(({ timeMs, actor, subject, text, repeated }) => {
    const again = repeated && ` (${repeated.times} times until ${timeText(repeated.lastMs - beginMs)})`;
    return [timeText(timeMs - beginMs), actor, subject, `${text}${again ?? ''}`];
  });
  const widthOf = (column: number): number => Math.max(0, ...rows.map((row) => (row[column] ?? '').length));
  const [time, actor, subject] = [widthOf(0), widthOf(1), Math.min(widthOf(2), 60)];
  const lines = rows.map(
    ([when = '', who = '', what = '', text = '']) =>
      `  ${when.padStart(time)}  ${who.padEnd(actor)}  ${what.padEnd(subject)}  ${text}`,
  );
  const left = entries.length - shown.length;
  return [...(left > 0 ? [`  (${left} earlier ones left out)`] : []), ...lines].join('\n');
}

/** Whether an entry is about an object, or what belongs to it by its name. */
export function isAbout({ subject, actor }: HistoryEntry, { kind, namespace, name }: ObjectName): boolean {
  if (actor === 'test') return true;
  const place = namespace === undefined ? '' : `${namespace}/`;
  const [subjectKind, key = ''] = subject.split(' ', 2);
  if (kind === 'Node') return subjectKind === 'Node' && key === name;
  return key === `${place}${name}` || key.startsWith(`${place}${name}-`);
}
