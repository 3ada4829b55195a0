import { encodeCommand } from '../protocol/encode-reply';
import { randomHex } from '../server/random-hex';
import type { SeededRandom } from '../../../engine';

const NO_ID = '0'.repeat(40);

/** What a master sends to its replicas: one endless stream of commands, of which the last part is kept. */
export class ReplicationFeed {
  id: string;
  /** The stream that this one continues, and up to where: set when a replica becomes a master. */
  formerId = NO_ID;
  formerOffset = -1;
  /** Bytes of the stream so far. */
  offset = 0;
  private kept: string[] = [];
  private keptBytes = 0;
  private selected: number | undefined;
  private isKept = false;

  constructor(
    private readonly random: SeededRandom,
    private readonly backlogMax: () => number,
    private readonly send: (text: string) => void,
  ) {
    this.id = randomHex(random, 40);
  }

  /** Whether the last part is kept: from the first replica on. */
  get hasBacklog(): boolean {
    return this.isKept;
  }

  get backlogBytes(): number {
    return this.keptBytes;
  }

  /** Begins to keep the last part; whether it did not before. */
  keep(): boolean {
    const isNew = !this.isKept;
    this.isKept = true;
    return isNew;
  }

  /** Adds a command. Nothing is counted before the first replica has come. */
  append(database: number, words: readonly string[]): void {
    if (!this.isKept) return;
    const select = this.selected === database ? '' : encodeCommand(['SELECT', String(database)]);
    this.selected = database;
    this.appendText(select + encodeCommand(words));
  }

  /** Adds a command that belongs to no database. */
  appendBare(words: readonly string[]): void {
    if (this.isKept) this.appendText(encodeCommand(words));
  }

  /** Adds a part of the stream as it is. */
  appendText(text: string): void {
    this.offset += text.length;
    this.kept.push(text);
    this.keptBytes += text.length;
    while (this.keptBytes - (this.kept[0]?.length ?? 0) >= this.backlogMax()) {
      this.keptBytes -= this.kept.shift()?.length ?? 0;
    }
    this.send(text);
  }

  /** Makes the next command say which database it means: a new replica does not know. */
  forgetSelection(): void {
    this.selected = undefined;
  }

  /** The stream from the byte numbered `offset` on; undefined when it is not kept, or is another stream. */
  since(id: string, offset: number): string | undefined {
    const isThis = id === this.id || (id === this.formerId && offset <= this.formerOffset);
    const first = this.offset - this.keptBytes + 1;
    if (!this.isKept || !isThis || offset < first || offset > this.offset + 1) return undefined;
    return this.kept.join('').slice(offset - first);
  }

  /** Becomes a stream of its own, which those who have followed the old one may go on with when `continues`. */
  restart(continues: boolean): void {
    this.formerId = continues ? this.id : NO_ID;
    this.formerOffset = continues ? this.offset + 1 : -1;
    this.id = randomHex(this.random, 40);
    this.selected = undefined;
  }

  /** Becomes a copy of a master's stream, from `offset` on. */
  follow(id: string, offset: number, isNew: boolean): void {
    this.isKept = true;
    this.id = id;
    if (!isNew) return;
    this.offset = offset;
    this.kept = [];
    this.keptBytes = 0;
    this.formerId = NO_ID;
    this.formerOffset = -1;
  }
}
