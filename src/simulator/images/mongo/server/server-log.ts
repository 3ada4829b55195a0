import { type Coroutine, type Process, WaitList, waitFor } from '../../../process';
import type { MongoVersion } from '../mongo-version';

/** A line of the log, for both forms in which it is written. */
export interface LogLine {
  /** `CONTROL`, `NETWORK`, `REPL`, `ELECTION`, `STORAGE`. */
  readonly component: string;
  /** The thread that says it: `initandlisten`, `conn1`. */
  readonly context: string;
  /** What the older form says: text with values in it. */
  readonly text: string;
  /** What the newer form says: a number, a fixed text, and values. @default - `text` */
  readonly event?: { readonly id: number; readonly msg: string; readonly attr?: Readonly<Record<string, unknown>> };
  /** I, W, E or F. @default 'I' */
  readonly severity?: string;
}

/** The log of a server on stdout: lines of text, since 4.4 lines of JSON. */
export class ServerLog {
  private readonly lines: string[] = [];
  private readonly news = new WaitList();

  constructor(
    private readonly process: Process,
    private readonly version: MongoVersion,
  ) {
    process.start(this.print());
  }

  write(line: LogLine): void {
    this.lines.push(this.version.isFrom(4, 4) ? this.json(line) : this.text(line));
    this.news.wakeAll();
  }

  /** Waits until all is written: before the end. */
  *flush(): Coroutine<void> {
    const text = this.lines.splice(0).join('');
    if (text !== '') yield* this.process.print(text);
  }

  /** Whoever writes a line does not wait for the pipe. */
  private *print(): Coroutine<void> {
    for (;;) {
      yield* this.flush();
      if (this.lines.length === 0) yield* waitFor(this.news.change);
    }
  }

  private text({ component, context, text, severity = 'I' }: LogLine): string {
    const time = new Date(this.process.nowMs).toISOString().replace('Z', '+0000');
    return `${time} ${severity} ${component.padEnd(8)} [${context}] ${text}\n`;
  }

  private json({ component, context, text, severity = 'I', event }: LogLine): string {
    const time = new Date(this.process.nowMs).toISOString().replace('Z', '+00:00');
    const { id = 0, msg = text, attr } = event ?? {};
    const pad = (name: string, width: number): string => `${JSON.stringify(name)},`.padEnd(width);
    const values = attr === undefined ? '' : `,"attr":${JSON.stringify(attr)}`;
    return (
      `{"t":{"$date":"${time}"},"s":${pad(severity, 5)} "c":${pad(component, 11)}"id":${pad(String(id), 0).replaceAll('"', '')}` +
      `"ctx":${JSON.stringify(context)},"msg":${JSON.stringify(msg)}${values}}\n`
    );
  }
}
