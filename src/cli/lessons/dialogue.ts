import { createInterface, type Interface } from 'node:readline';

/** Lines that somebody types, one at a time. */
export class Dialogue {
  private readonly lines: Interface;
  private readonly waiting: string[] = [];
  private hear: ((line: string | undefined) => void) | undefined;
  private isOver = false;

  constructor(private readonly input: NodeJS.ReadableStream) {
    this.lines = createInterface({ input, terminal: false });
    this.lines.on('line', (line) => {
      if (this.hear === undefined) this.waiting.push(line);
      else this.take()(line);
    });
    this.lines.on('close', () => {
      this.isOver = true;
      if (this.hear !== undefined) this.take()(undefined);
    });
  }

  /** The next line, without blanks around it; undefined when nothing more comes; `nothing` when none came in time. */
  async next(withinMs: number): Promise<string | undefined | 'nothing'> {
    const line = this.waiting.shift();
    if (line !== undefined) return line.trim();
    if (this.isOver) return undefined;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.hear = undefined;
        resolve('nothing');
      }, withinMs);
      this.hear = (heard) => {
        clearTimeout(timer);
        resolve(heard?.trim());
      };
    });
  }

  /** Hears no more; the program need not wait for lines that may come. */
  close(): void {
    this.lines.close();
    (this.input as Partial<NodeJS.ReadStream>).unref?.();
  }

  private take(): (line: string | undefined) => void {
    const { hear } = this;
    this.hear = undefined;
    return hear ?? (() => undefined);
  }
}
