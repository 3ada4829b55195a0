/** Values so short that they occur by chance are not looked for: every text would be full of holes. */
const LENGTH_MIN = 6;

/** What stands in place of a secret. */
export const MASK = '***';

/** Forms in which a value may appear in a text: as it is, in `data`, within JSON, and within an address. */
const formsOf = (value: string): string[] => [
  value,
  Buffer.from(value).toString('base64'),
  JSON.stringify(value).slice(1, -1),
  new URLSearchParams([['', value]]).toString().slice(1),
];

/** Knows the secret values of a run, and takes them out of whatever is said. */
export class Redaction {
  private readonly values = new Set<string>();
  /** The longest first: a value may be part of another. Undefined when a value came since. */
  private sorted: readonly string[] | undefined;

  /** Learns a value, and the forms in which it may appear. */
  add(value: string): void {
    for (const each of [value, value.trim(), ...value.split('\n').map((line) => line.trim())]) {
      if (each.length < LENGTH_MIN) continue;
      for (const form of formsOf(each)) this.values.add(form);
    }
    this.values.add(Buffer.from(value).toString('base64'));
    this.values.delete('');
    this.sorted = undefined;
  }

  /** `text` without them. */
  clean(text: string): string {
    this.sorted ??= [...this.values].sort((left, right) => right.length - left.length);
    let cleaned = text;
    for (const value of this.sorted) {
      if (cleaned.includes(value)) cleaned = cleaned.split(value).join(MASK);
    }
    return cleaned;
  }
}
