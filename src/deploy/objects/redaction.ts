/** Values so short that they occur by chance are not looked for: every text would be full of holes. */
const LENGTH_MIN = 6;

/** What stands in place of a secret. */
export const MASK = '***';

/** Knows the secret values of a run, and takes them out of whatever is said. */
export class Redaction {
  private readonly values = new Set<string>();

  /** Learns a value, and its form in `data`. */
  add(value: string): void {
    for (const each of [value, value.trim(), ...value.split('\n').map((line) => line.trim())]) {
      if (each.length < LENGTH_MIN) continue;
      this.values.add(each);
      this.values.add(Buffer.from(each).toString('base64'));
    }
    this.values.add(Buffer.from(value).toString('base64'));
    this.values.delete('');
  }

  /** `text` without them. */
  clean(text: string): string {
    let cleaned = text;
    // The longest first: a value may be part of another.
    for (const value of [...this.values].sort((left, right) => right.length - left.length)) {
      if (cleaned.includes(value)) cleaned = cleaned.split(value).join(MASK);
    }
    return cleaned;
  }
}
