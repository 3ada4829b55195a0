import type { Coroutine, Process } from '../../process';

/** Writes a line as Contour does: `time="..." level=info msg="started HTTP server" context=xds`. Source: logrus, text format. */
export function* log(
  process: Process,
  level: 'info' | 'error' | 'fatal',
  message: string,
  fields: Readonly<Record<string, string>> = {},
): Coroutine<void> {
  const time = new Date(process.nowMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const quoted = (text: string): string => (/^[\w.:/-]+$/.test(text) ? text : JSON.stringify(text));
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${quoted(value)}`);
  yield* process.complain(`time="${time}" level=${level} msg=${quoted(message)}${rest.join('')}\n`);
}
