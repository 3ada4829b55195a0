import { columns } from '../columns';

/** A decision, as the cluster tells it. */
export interface TimelineEntry {
  readonly timeMs: number;
  readonly actor: string;
  readonly subject: string;
  readonly text: string;
}

/** Decisions in columns, one a line, without an end of line behind the last. */
export function timelineText(entries: readonly TimelineEntry[]): string {
  if (entries.length === 0) return 'nothing was decided';
  return columns(
    entries.map(({ timeMs, actor, subject, text }) => [
      new Date(timeMs).toISOString().replace('T', ' ').replace('Z', ''),
      actor,
      subject,
      text,
    ]),
  );
}
