/** Ends the scan with a message. */
class JsonProblem extends Error {}

const END = '';
const END_MESSAGE = 'unexpected end of JSON input';

/** A letter as Go's messages quote it. */
function quoted(letter: string): string {
  if (letter === "'") return "'\\''";
  if (letter === '"') return `'"'`;
  return `'${JSON.stringify(letter).slice(1, -1)}'`;
}

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const ESCAPES = new Set('"\\/bfnrt');
const isDigit = (letter: string): boolean => letter >= '0' && letter <= '9' && letter !== END;

/** Finds the first letter that Go's scanner refuses. Source: Go 1.24, encoding/json/scanner.go. */
class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  scan(): void {
    this.value();
    this.space();
    if (this.peek() !== END) this.fail('after top-level value');
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }

  private fail(context: string): never {
    const letter = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    throw new JsonProblem(this.peek() === END ? END_MESSAGE : `invalid character ${quoted(letter)} ${context}`);
  }

  private space(): void {
    while (this.peek() !== END && ' \t\r\n'.includes(this.peek())) this.at++;
  }

  private value(): void {
    this.space();
    const letter = this.peek();
    if (letter === '{') this.object();
    else if (letter === '[') this.array();
    else if (letter === '"') this.string();
    else if (letter === '-' || isDigit(letter)) this.number();
    else if (LITERALS[letter] !== undefined) this.literal(LITERALS[letter]);
    else this.fail('looking for beginning of value');
  }

  private object(): void {
    this.at++;
    this.space();
    if (this.peek() === '}') {
      this.at++;
      return;
    }
    for (;;) {
      this.space();
      if (this.peek() !== '"') this.fail('looking for beginning of object key string');
      this.string();
      this.space();
      if (this.peek() !== ':') this.fail('after object key');
      this.at++;
      this.value();
      this.space();
      if (this.peek() === '}') break;
      if (this.peek() !== ',') this.fail('after object key:value pair');
      this.at++;
    }
    this.at++;
  }

  private array(): void {
    this.at++;
    this.space();
    if (this.peek() === ']') {
      this.at++;
      return;
    }
    for (;;) {
      this.value();
      this.space();
      if (this.peek() === ']') break;
      if (this.peek() !== ',') this.fail('after array element');
      this.at++;
    }
    this.at++;
  }

  private string(): void {
    for (this.at++; this.peek() !== '"'; this.at++) {
      const letter = this.peek();
      if (letter === END || letter < ' ') this.fail('in string literal');
      if (letter === '\\') this.escape();
    }
    this.at++;
  }

  private escape(): void {
    this.at++;
    if (this.peek() !== 'u') {
      if (!ESCAPES.has(this.peek())) this.fail('in string escape code');
      return;
    }
    for (let count = 0; count < 4; count++) {
      this.at++;
      if (!/^[0-9a-fA-F]$/.test(this.peek())) this.fail('in \\u hexadecimal character escape');
    }
  }

  private digits(context: string): void {
    if (!isDigit(this.peek())) this.fail(context);
    while (isDigit(this.peek())) this.at++;
  }

  private number(): void {
    if (this.peek() === '-') this.at++;
    if (this.peek() === '0') this.at++;
    else this.digits('in numeric literal');
    if (this.peek() === '.') {
      this.at++;
      this.digits('after decimal point in numeric literal');
    }
    if (this.peek() === 'e' || this.peek() === 'E') {
      this.at++;
      if (this.peek() === '+' || this.peek() === '-') this.at++;
      this.digits('in exponent of numeric literal');
    }
  }

  private literal(word: string): void {
    for (const expected of word) {
      if (this.peek() !== expected) this.fail(`in literal ${word} (expecting '${expected}')`);
      this.at++;
    }
  }
}

const GO_TYPES: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'bool' };

/** Why Go cannot read `text` as a JSON object, in its words; undefined when it can. */
export function goJsonObjectError(text: string): string | undefined {
  try {
    new Scanner(text).scan();
  } catch (error) {
    if (error instanceof JsonProblem) return error.message;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  const found = Array.isArray(value) ? 'array' : GO_TYPES[typeof value];
  return `json: cannot unmarshal ${found} into Go value of type map[string]interface {}`;
}
