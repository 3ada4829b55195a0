import {
  type Coroutine,
  encodeText,
  headerName,
  type HttpResponse,
  isSystemError,
  limitTime,
  statusText,
  type Stream,
} from '../../process';
import { formatTime } from '../../process/shell';
import { toBase64 } from './byte-tools';
import type { ParsedOptions } from './options';
import type { Tool, ToolCall } from './tool';
import { addressOf, contentLength, eachPiece, followLocation, parseUrl, type ToolUrl } from './url';

const REDIRECTIONS_MAX = 20;
/** Seconds that busybox waits for an answer. Source: busybox 1.36, networking/wget.c. */
const BUSYBOX_TIMEOUT_SECONDS = 900;

/** What a command line asks for. */
interface WgetCall {
  readonly call: ToolCall;
  readonly options: ParsedOptions;
  readonly isQuiet: boolean;
  readonly timeoutMs: number;
}

function* tell({ call, isQuiet }: WgetCall, text: string): Coroutine<void> {
  if (!isQuiet) yield* call.process.complain(text);
}

/** The file that an answer goes to. */
const fileOf = ({ options }: WgetCall, url: ToolUrl): string =>
  options.value('O') ??
  (url.target
    .replace(/[?#].*/, '')
    .replace(/\/$/, '/index.html')
    .replace(/^.*\//, '') ||
    'index.html');

function* refuseConnection(wget: WgetCall, address: string, message: string): Coroutine<number> {
  const { call } = wget;
  if (call.isBusybox) {
    yield* call.complain(
      message === 'Connection reset by peer'
        ? 'error getting response: Connection reset by peer'
        : `can't connect to remote host (${address}): ${message}`,
    );
    return 1;
  }
  yield* tell(wget, `failed: ${message}.\n`);
  return 4;
}

function* send(wget: WgetCall, url: ToolUrl, address: string): Coroutine<HttpResponse> {
  const { call, options } = wget;
  const data =
    options.value('p') ?? (options.has('P') ? call.process.files.readText(options.value('P') ?? '') : undefined);
  const body = encodeText(data ?? '');
  const headers: Record<string, string> = {
    host: url.hostHeader,
    'user-agent': options.value('U') ?? (call.isBusybox ? 'Wget' : 'Wget/1.21.3'),
  };
  if (!call.isBusybox) headers.accept = '*/*';
  headers.connection = call.isBusybox ? 'close' : 'Keep-Alive';
  if (url.credentials !== undefined) headers.authorization = `Basic ${toBase64(encodeText(url.credentials))}`;
  if (data !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    headers['content-length'] = String(body.length);
  }
  for (const line of options.values('H')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== '') headers[name.toLowerCase()] = value;
  }
  const method =
    options.value('M') ?? (data !== undefined ? 'POST' : options.has('s') && !call.isBusybox ? 'HEAD' : 'GET');
  const connection = url.isSecure ? { isSecure: true, serverName: url.host } : {};
  return yield* call.process.network.exchange(
    address,
    url.port,
    { method, target: url.target, headers, body },
    connection,
  );
}

/** Shows how far it is, as busybox does at the end. */
function bar(path: string, size: number): string {
  const name = path === '-' ? '-' : path.replace(/^.*\//, '');
  return `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(size).padStart(5)}  0:00:00 ETA\n`;
}

function* save(wget: WgetCall, url: ToolUrl, response: HttpResponse): Coroutine<number> {
  const { call, options } = wget;
  const { process } = call;
  if (options.has('s')) {
    if (!(response.body instanceof Uint8Array)) response.body.close();
    yield* tell(wget, call.isBusybox ? 'remote file exists\n' : 'Remote file exists.\n\n');
    return 0;
  }
  const path = fileOf(wget, url);
  let output: Stream = process.stdout;
  if (path !== '-') {
    if (call.isBusybox && !options.has('O') && !options.has('c') && process.files.exists(path)) {
      return yield* call.fail(`can't open '${path}': File exists`);
    }
    const isOpen = yield* call.attempt(
      () => (output = process.openStream(path, { access: 'write', creates: true, truncates: true })),
      (message) => (call.isBusybox ? `can't open '${path}': ${message}` : `${path}: ${message}`),
    );
    if (!isOpen) return call.isBusybox ? 1 : 3;
  }
  if (call.isBusybox) yield* tell(wget, path === '-' ? 'writing to stdout\n' : `saving to '${path}'\n`);
  else {
    const length = contentLength(response.headers, response.body);
    yield* tell(
      wget,
      `Length: ${length === undefined ? 'unspecified' : length} [${response.headers['content-type'] ?? ''}]\nSaving to: ${path === '-' ? "'STDOUT'" : `'${path}'`}\n\n`,
    );
  }
  const size = yield* eachPiece(response.body, (bytes) => output.write(bytes));
  if (path !== '-') output.close();
  if (call.isBusybox)
    yield* tell(wget, `${bar(path, size)}${path === '-' ? 'written to stdout\n' : `'${path}' saved\n`}`);
  else
    yield* tell(
      wget,
      `     0K ${size > 0 ? '.' : ' '}                     100%  ${(size / 1024).toFixed(1)}K=0s\n\n${formatTime('%Y-%m-%d %H:%M:%S', process.nowMs)} (${(size / 1024).toFixed(1)} KB/s) - ${path === '-' ? 'written to stdout' : `'${path}' saved`} [${size}/${size}]\n\n`,
    );
  return 0;
}

function* fetch(wget: WgetCall, first: ToolUrl): Coroutine<number> {
  const { call, options } = wget;
  let url = first;
  for (let round = 0; round < REDIRECTIONS_MAX; round += 1) {
    if (!call.isBusybox) yield* tell(wget, `--${formatTime('%Y-%m-%d %H:%M:%S', call.process.nowMs)}--  ${url.text}\n`);
    const isLiteral = /^[\d.]+$/.test(url.host);
    if (!call.isBusybox && !isLiteral) yield* tell(wget, `Resolving ${url.host} (${url.host})... `);
    const address = yield* addressOf(call.process, url.host);
    if (address === undefined) {
      if (call.isBusybox) return yield* call.fail(`bad address '${url.host}'`);
      yield* tell(wget, `failed: Name or service not known.\n`);
      yield* call.complain(`unable to resolve host address '${url.host}'`);
      return 4;
    }
    if (call.isBusybox) yield* tell(wget, `Connecting to ${url.hostHeader} (${address}:${url.port})\n`);
    else
      yield* tell(
        wget,
        `${isLiteral ? '' : `${address}\n`}Connecting to ${url.host} ${isLiteral ? '' : `(${url.host})|${address}|`}:${url.port}... `,
      );
    let response: HttpResponse;
    try {
      response = yield* send(wget, url, address);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return yield* refuseConnection(wget, address, error.message);
    }
    const { status, headers } = response;
    if (!call.isBusybox)
      yield* tell(wget, `connected.\nHTTP request sent, awaiting response... ${status} ${statusText(status)}\n`);
    if (options.has('S')) {
      const lines = [
        `HTTP/1.1 ${status} ${statusText(status)}`,
        ...Object.entries(headers).map(([name, value]) => `${headerName(name)}: ${value}`),
      ];
      yield* call.process.complain(lines.map((line) => `  ${line}\n`).join(''));
    }
    const next =
      status >= 300 && status < 400 && headers.location !== undefined
        ? followLocation(url, headers.location)
        : undefined;
    if (next !== undefined) {
      if (!(response.body instanceof Uint8Array)) response.body.close();
      if (!call.isBusybox) yield* tell(wget, `Location: ${headers.location ?? ''} [following]\n`);
      url = next;
      continue;
    }
    if (status >= 200 && status < 300) return yield* save(wget, url, response);
    if (!(response.body instanceof Uint8Array)) response.body.close();
    if (call.isBusybox) return yield* call.fail(`server returned error: HTTP/1.1 ${status} ${statusText(status)}`);
    yield* tell(
      wget,
      `${formatTime('%Y-%m-%d %H:%M:%S', call.process.nowMs)} ERROR ${status}: ${statusText(status)}.\n\n`,
    );
    return 8;
  }
  return yield* call.fail('too many redirections');
}

/** `wget`, of busybox and of GNU. */
export const wget: Tool = function* (call) {
  const options = yield* call.options({
    letters: 'qO:T:SsU:H:p:P:cY:t:M:n:',
    long: {
      quiet: 'q',
      'output-document': 'O',
      timeout: 'T',
      'server-response': 'S',
      spider: 's',
      'user-agent': 'U',
      header: 'H',
      'post-data': 'p',
      'post-file': 'P',
      continue: 'c',
      tries: 't',
      method: 'M',
      'no-check-certificate': 'c',
      'no-verbose': 'q',
    },
  });
  if (options.operands.length === 0) return yield* call.missingOperand();
  const seconds = Number(options.value('T') ?? BUSYBOX_TIMEOUT_SECONDS);
  const context: WgetCall = { call, options, isQuiet: options.has('q'), timeoutMs: seconds * 1000 };
  let code = 0;
  for (const text of options.operands) {
    const url = parseUrl(text);
    if (url === undefined) {
      code = yield* call.fail(call.isBusybox ? `not an http or ftp url: ${text}` : `${text}: Unsupported scheme.`);
      continue;
    }
    try {
      code = (yield* limitTime(call.process, context.timeoutMs, fetch(context, url))) || code;
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
      if (call.isBusybox) return yield* call.fail('download timed out');
      yield* tell(context, 'failed: Connection timed out.\n');
      code = 4;
    }
  }
  return code;
};
