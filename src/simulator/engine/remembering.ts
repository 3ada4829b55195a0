/** Texts whose results are kept. */
const TEXTS_MAX = 1000;

/** Letters of a text that is kept: longer ones would hold more memory than they save time. */
const LETTERS_MAX = 10_000;

/**
 * A function of a text that keeps what it made of the last texts: names and addresses come again and again, and taking
 * them apart costs more than all else that is done with them. `make` must always make the same of a text, and nobody may
 * change what it makes.
 */
export function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (text.length > LETTERS_MAX) return made;
    if (known.size >= TEXTS_MAX) known.clear();
    known.set(text, made);
    return made;
  };
}
