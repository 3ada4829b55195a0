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
  const rows = entries.map(({ timeMs, actor, subject, text }) => [
    new Date(timeMs).toISOString().replace('T', ' ').replace('Z', ''),
    actor,
    subject,
    text,
  ]);
  const widths = [1, 2].map((column) => rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  return rows
    .map(([time = '', actor = '', subject = '', text = '']) =>
      [time, actor.padEnd(widths[0] ?? 0), subject.padEnd(widths[1] ?? 0), text].join('  ').trimEnd(),
    )
    .join('\n');
}
