import {
  type Coroutine,
  encodeText,
  type HttpResponse,
  type Process,
  type ReceivedRequest,
  type Stream,
} from '../../process';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How much a line of the error log matters, least first. */
const LEVELS = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'] as const;

/** A level of the error log. */
export type NginxLevel = (typeof LEVELS)[number];

const quoted = (text: string | undefined): string => (text === undefined || text === '' ? '-' : text);

/** `21/Nov/2026:11:34:16 +0000`. */
function localTime(ms: number): string {
  const date = new Date(ms);
  const iso = date.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[date.getUTCMonth()] ?? ''}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/** A line of the error log. */
export function errorLine({ nowMs, pid }: Process, level: NginxLevel, text: string): string {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  return `${stamp} [${level}] ${pid}#${pid}: ${text}\n`;
}

/** The two logs of nginx: files, which in the image lead to stdout and stderr. */
export class NginxLog {
  private readonly streams = new Map<string, Stream>();

  constructor(
    private readonly process: Process,
    private readonly accessPath: string | undefined,
    private readonly errorPath: string,
    private readonly minimum: NginxLevel,
  ) {}

  /** Writes a line of the error log, if it matters enough. */
  *error(level: NginxLevel, text: string): Coroutine<void> {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.minimum)) return;
    yield* this.write(this.errorPath, errorLine(this.process, level, text));
  }

  /** Writes a line of the access log, in the form `main` of the image. */
  *access(request: ReceivedRequest, response: HttpResponse): Coroutine<void> {
    if (this.accessPath === undefined) return;
    const { headers, method, target, remoteAddress } = request;
    const sent =
      method === 'HEAD'
        ? 0
        : response.body instanceof Uint8Array
          ? response.body.length
          : Number(response.headers['content-length'] ?? 0);
    yield* this.write(
      this.accessPath,
      `${remoteAddress} - - [${localTime(this.process.nowMs)}] "${method} ${target} HTTP/1.1" ${response.status} ${sent} ` +
        `"${quoted(headers.referer)}" "${quoted(headers['user-agent'])}" "${quoted(headers['x-forwarded-for'])}"\n`,
    );
  }

  private *write(path: string, line: string): Coroutine<void> {
    let stream = this.streams.get(path);
    if (stream === undefined) {
      stream =
        path === 'stderr'
          ? this.process.stderr
          : this.process.openStream(path, { access: 'write', creates: true, appends: true });
      this.streams.set(path, stream);
    }
    yield* stream.write(encodeText(line));
  }
}
