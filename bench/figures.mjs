// Figures of a bench beside those of a peer, and whether their limits hold.

/**
 * A figure that is judged: ours, the peer's (undefined when it has none) and the limit, all in `unit`. `isRate` when
 * more is better.
 */
export const judged = (what, unit, { ours, real, limit, goal, isRate = false }) => ({
  what,
  unit,
  ours,
  real,
  limit,
  goal,
  isRate,
  isOk: isRate ? ours >= limit : ours <= limit,
});

/** A figure that is only told. */
export const told = (what, unit, { ours, real, isRate = false }) => ({ what, unit, ours, real, isRate });

const shown = (value) => {
  if (value === undefined) return '';
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
};

/** How many times better than the peer. */
const ratioOf = ({ ours, real, isRate }) => (real === undefined ? undefined : isRate ? ours / real : real / ours);

/** The figures as a table for a person. */
export function table(figures) {
  const rows = [
    ['what', 'unit', 'ours', 'real', 'better by', 'limit', 'goal', ''],
    ...figures.map((figure) => {
      const ratio = ratioOf(figure);
      return [
        figure.what,
        figure.unit,
        shown(figure.ours),
        shown(figure.real),
        ratio === undefined ? '' : `${shown(ratio)}x`,
        figure.limit === undefined ? '' : `${figure.isRate ? '>=' : '<='} ${shown(figure.limit)}`,
        shown(figure.goal),
        figure.isOk === undefined ? '' : figure.isOk ? 'OK' : 'MISS',
      ];
    }),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isText = (column) => [0, 1, 7].includes(column);
  const padded = (cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}
