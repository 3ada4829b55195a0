// The table of a bench: what was measured, beside what, and whether the limit holds.

/** A line that judges `value` against `limit`, both in `unit` (`ms`, or `x` for a ratio to a peer). */
export const judged = (what, ms, value, limit, unit, peer = '', peerMs = undefined) => ({
  what,
  ms,
  peer,
  peerMs,
  value,
  limit,
  unit,
  isOk: value <= limit,
});

/** A line that is only told. */
export const told = (what, ms, peer = '', peerMs = undefined) => ({
  what,
  ms,
  peer,
  peerMs,
  value: peerMs === undefined ? undefined : ms / peerMs,
  unit: 'x',
});

const shownValue = (value, unit) => {
  if (value === undefined) return '';
  return unit === 'x' ? `${value.toFixed(2)}x` : `${value.toFixed(0)} ms`;
};

/** The lines as a table for a person. */
export function table(lines) {
  const rows = [
    ['what', 'ms', 'beside', 'ms', 'ratio', 'limit', ''],
    ...lines.map(({ what, ms, peer, peerMs, value, limit, unit, isOk }) => [
      what,
      ms.toFixed(0),
      peer,
      peerMs?.toFixed(0) ?? '',
      unit === 'x' ? shownValue(value, unit) : '',
      shownValue(limit, unit),
      isOk === undefined ? '' : isOk ? 'OK' : 'MISS',
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isText = (column) => [0, 2, 6].includes(column);
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
