import { DecodeError } from './decode-error';

/** Keys that an object has twice, by the object's path as strict errors write it: `spec.containers[0]`. */
export type DuplicateKeys = ReadonlyMap<string, readonly string[]>;

const DEPTH_MAX = 10_000;

/** A character as Go's scanner shows it. */
function shown(text: string, at: number): string {
  const code = text.codePointAt(at) as number;
  // The scanner sees bytes: of a character beyond ASCII, the first one of its UTF-8 form.
  const byte = code < 0x80 ? code : (new TextEncoder().encode(String.fromCodePoint(code))[0] as number);
  const escapes: Readonly<Record<number, string>> = {
    0x07: '\\a',
    0x08: '\\b',
    0x09: '\\t',
    0x0a: '\\n',
    0x0b: '\\v',
    0x0c: '\\f',
    0x0d: '\\r',
    0x27: "\\'",
    0x5c: '\\\\',
  };
  const hex = byte.toString(16).padStart(2, '0');
  const isPrintable = byte >= 0x20 && byte !== 0x7f && !(byte >= 0x80 && byte <= 0xa0) && byte !== 0xad;
  const plain = isPrintable ? String.fromCharCode(byte) : byte < 0x80 ? `\\x${hex}` : `\\u00${hex}`;
  return `'${escapes[byte] ?? plain}'`;
}

/**
 * Walks a JSON text as Go's scanner does. Throws a DecodeError with Go's words where the text is no JSON; otherwise
 * returns the keys that stand twice in one object.
 *
 * Source: sigs.k8s.io/json, internal/golang/encoding/json/scanner.go; duplicates as in decode.go `object`.
 */
export function scanJson(text: string): DuplicateKeys {
  return new Scanner(text).scan();
}

class Scanner {
  private at = 0;
  private depth = 0;
  private readonly path: string[] = [];
  private readonly duplicates = new Map<string, string[]>();

  constructor(private readonly text: string) {}

  scan(): DuplicateKeys {
    this.value();
    this.space();
    if (this.at < this.text.length) this.fail('after top-level value');
    return this.duplicates;
  }

  private fail(context: string): never {
    if (this.at >= this.text.length) throw new DecodeError('unexpected end of JSON input');
    throw new DecodeError(`invalid character ${shown(this.text, this.at)} ${context}`);
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private value(): void {
    this.space();
    switch (this.text[this.at]) {
      case '{':
        this.nested(() => {
          this.object();
        });
        return;
      case '[':
        this.nested(() => {
          this.array();
        });
        return;
      case '"':
        this.string();
        return;
      case 't':
        this.literal('true');
        return;
      case 'f':
        this.literal('false');
        return;
      case 'n':
        this.literal('null');
        return;
      default:
        this.number();
    }
  }

  private nested(read: () => void): void {
    this.depth += 1;
    if (this.depth > DEPTH_MAX) this.fail('exceeded max depth');
    this.at += 1;
    this.space();
    read();
    this.depth -= 1;
  }

  private object(): void {
    if (this.text[this.at] === '}') {
      this.at += 1;
      return;
    }
    const keys = new Set<string>();
    const outer = this.path.length;
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      const key = this.string();
      if (keys.has(key)) this.noteDuplicate(key);
      keys.add(key);
      this.space();
      if (this.text[this.at] !== ':') this.fail('after object key');
      this.at += 1;
      this.path.push(this.path.length === 0 ? key : `.${key}`);
      this.value();
      this.path.length = outer;
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== '}') this.fail('after object key:value pair');
      this.at += 1;
      if (next === '}') return;
    }
  }

  private noteDuplicate(key: string): void {
    const place = this.path.join('');
    const known = this.duplicates.get(place);
    if (known === undefined) this.duplicates.set(place, [key]);
    else if (!known.includes(key)) known.push(key);
  }

  private array(): void {
    if (this.text[this.at] === ']') {
      this.at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      this.path.push(`[${index}]`);
      this.value();
      this.path.pop();
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== ']') this.fail('after array element');
      this.at += 1;
      if (next === ']') return;
    }
  }

  private literal(word: string): void {
    for (let index = 1; index < word.length; index += 1) {
      this.at += 1;
      if (this.text[this.at] !== word[index]) this.fail(`in literal ${word} (expecting '${word[index] as string}')`);
    }
    this.at += 1;
  }

  /** Reads a string; returns it without its quotes, escapes resolved. */
  private string(): string {
    const start = this.at;
    let isPlain = true;
    for (;;) {
      this.at += 1;
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        isPlain = false;
        this.escape();
      } else if (Number.isNaN(code) || code < 0x20) {
        this.fail('in string literal');
      }
    }
    this.at += 1;
    const quoted = this.text.slice(start, this.at);
    return isPlain ? quoted.slice(1, -1) : (JSON.parse(quoted) as string);
  }

  private escape(): void {
    this.at += 1;
    const letter = this.text[this.at];
    if (letter !== 'u') {
      if (letter === undefined || !'bfnrt\\/"'.includes(letter)) this.fail('in string escape code');
      return;
    }
    for (let digit = 0; digit < 4; digit += 1) {
      this.at += 1;
      if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) this.fail('in \\u hexadecimal character escape');
    }
  }

  private digits(context: string): void {
    if (!isDigit(this.text.charCodeAt(this.at))) this.fail(context);
    while (isDigit(this.text.charCodeAt(this.at))) this.at += 1;
  }

  private number(): void {
    if (this.text[this.at] === '-') {
      this.at += 1;
      if (!isDigit(this.text.charCodeAt(this.at))) this.fail('in numeric literal');
    } else if (!isDigit(this.text.charCodeAt(this.at))) {
      this.fail('looking for beginning of value');
    }
    if (this.text[this.at] === '0') this.at += 1;
    else this.digits('in numeric literal');
    if (this.text[this.at] === '.') {
      this.at += 1;
      this.digits('after decimal point in numeric literal');
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at += 1;
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at += 1;
      this.digits('in exponent of numeric literal');
    }
  }
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
