/** A row of a table, by the words over its columns. */
export type Row = Readonly<Record<string, string>>;

interface Column {
  readonly name: string;
  readonly start: number;
}

const columnsOf = (head: string): Column[] =>
  [...head.matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => ({ name, start: index }));

/** Kubernetes writes the words over columns in capitals. */
const isHead = (line: string): boolean => /^[A-Z][A-Z0-9 ()%_,/-]*$/.test(line) && /[A-Z]{2}/.test(line);

function rowOf(line: string, columns: readonly Column[]): Row {
  // Lines that a watch adds later are not always as wide as the first ones.
  const isAligned = columns.every(
    ({ start }) => start === 0 || line[start - 1] === undefined || line[start - 1] === ' ',
  );
  const words = line.split(/\s{2,}/);
  return Object.fromEntries(
    columns.map(({ name, start }, index) => {
      const end = columns[index + 1]?.start;
      return [name, (isAligned ? line.slice(start, end) : (words[index] ?? '')).trim()];
    }),
  );
}

/** The rows of all tables in what kubectl printed; `kubectl get all` prints several, one below the other. */
export function readTables(text: string): Row[] {
  const rows: Row[] = [];
  let columns: readonly Column[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') columns = [];
    else if (isHead(line.trim())) columns = columnsOf(line);
    else if (columns.length > 0) rows.push(rowOf(line, columns));
  }
  return rows;
}
