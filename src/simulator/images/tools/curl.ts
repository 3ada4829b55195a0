import type { SystemError } from '../../process';
import {
  type Coroutine,
  encodeText,
  headerName,
  type HttpHeaders,
  type HttpResponse,
  isSystemError,
  limitTime,
  statusText,
  type Stream,
} from '../../process';
import { toBase64 } from './byte-tools';
import { CURL_OPTIONS, curlData } from './curl-options';
import type { ParsedOptions } from './options';
import { readAllBytes, type Tool, type ToolCall } from './tool';
import { addressOf, contentLength, eachPiece, followLocation, headerValues, parseUrl, type ToolUrl } from './url';
import { decodeText } from '../../process';

const VERSION = '7.88.1';
const REDIRECTIONS_MAX = 50;

/** Ends a transfer with a code of curl and its words. */
class CurlError extends Error {
  constructor(
    readonly code: number,
    text: string,
  ) {
    super(text);
    this.name = 'CurlError';
  }
}

/** What is known of a transfer, for `-w`. */
interface Transfer {
  status: number;
  url: string;
  method: string;
  contentType: string;
  address: string;
  port: number;
  received: number;
  sent: number;
  redirects: number;
  connectMs: number;
  beganMs: number;
}

/** What was to be done with one URL. */
class Curl {
  private readonly isVerbose: boolean;
  private readonly transfer: Transfer;
  private readonly connectTimeoutMs: number | undefined;

  constructor(
    private readonly call: ToolCall,
    private readonly options: ParsedOptions,
    private readonly output: Stream,
    private readonly body: Uint8Array | undefined,
  ) {
    this.isVerbose = options.has('v');
    const seconds = options.value('x');
    this.connectTimeoutMs = seconds === undefined ? undefined : Number(seconds) * 1000;
    const { nowMs } = call.process;
    this.transfer = {
      status: 0,
      url: '',
      method: '',
      contentType: '',
      address: '',
      port: 0,
      received: 0,
      sent: 0,
      redirects: 0,
      connectMs: 0,
      beganMs: nowMs,
    };
  }

  *run(text: string): Coroutine<number> {
    const maximum = this.options.value('m');
    const all = this.follow(text);
    let code = 0;
    try {
      if (maximum === undefined) yield* all;
      else yield* this.within(Number(maximum) * 1000, all);
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      code = error.code;
      if (!this.options.has('s') || this.options.has('S'))
        yield* this.call.process.complain(`curl: (${code}) ${error.message}\n`);
    }
    const format = this.options.value('w');
    if (format !== undefined) yield* this.call.print(this.report(format, code));
    return code;
  }

  private *within(ms: number, body: Coroutine<void>): Coroutine<void> {
    try {
      yield* limitTime(this.call.process, ms, body);
    } catch (error) {
      if (!isSystemError(error, 'ETIMEDOUT')) throw error;
      const spent = this.call.process.nowMs - this.transfer.beganMs;
      if (this.transfer.connectMs === 0) throw new CurlError(28, `Connection timed out after ${spent} milliseconds`);
      throw new CurlError(
        28,
        `Operation timed out after ${spent} milliseconds with ${this.transfer.received} bytes received`,
      );
    }
  }

  private *follow(text: string): Coroutine<void> {
    let url = parseUrl(text);
    if (url === undefined) {
      const [, scheme] = /^(\w+):\/\//.exec(text) ?? [];
      if (scheme !== undefined && !/^https?$/i.test(scheme))
        throw new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
      throw new CurlError(
        3,
        text === '' ? 'URL using bad/illegal format or missing URL' : 'URL using bad/illegal format or missing URL',
      );
    }
    let method =
      this.options.value('X') ??
      (this.options.has('I')
        ? 'HEAD'
        : this.body === undefined || this.options.has('G')
          ? 'GET'
          : this.options.has('T')
            ? 'PUT'
            : 'POST');
    let body = this.options.has('G') ? undefined : this.body;
    for (;;) {
      const response = yield* this.exchange(url, method, body);
      const { location } = response.headers;
      const isRedirect =
        response.status >= 300 && response.status < 400 && location !== undefined && this.options.has('L');
      yield* this.show(url, response, isRedirect);
      if (!isRedirect) return;
      this.transfer.redirects += 1;
      if (this.transfer.redirects > REDIRECTIONS_MAX)
        throw new CurlError(47, `Maximum (${REDIRECTIONS_MAX}) redirects followed`);
      const next = followLocation(url, location);
      if (next === undefined) throw new CurlError(3, 'URL using bad/illegal format or missing URL');
      yield* this.tell(`* Issue another request to this URL: '${next.text}'\n`);
      url = next;
      if (response.status < 307 && method === 'POST' && !this.options.has('X')) [method, body] = ['GET', undefined];
    }
  }

  private *tell(text: string): Coroutine<void> {
    if (this.isVerbose) yield* this.call.process.complain(text);
  }

  private *exchange(url: ToolUrl, method: string, body: Uint8Array | undefined): Coroutine<HttpResponse> {
    const { process } = this.call;
    const address = yield* addressOf(process, url.host);
    if (address === undefined) {
      yield* this.tell(`* Could not resolve host: ${url.host}\n* Closing connection 0\n`);
      throw new CurlError(6, `Could not resolve host: ${url.host}`);
    }
    const headers = this.headersFor(url, body);
    Object.assign(this.transfer, { url: url.text, method, address, port: url.port, sent: body?.length ?? 0 });
    yield* this.tell(`*   Trying ${address}:${url.port}...\n`);
    const beganMs = process.nowMs;
    try {
      const response = yield* process.network.exchange(
        address,
        url.port,
        { method, target: url.target, headers, body: body ?? new Uint8Array(0) },
        {
          ...(this.connectTimeoutMs === undefined ? {} : { timeoutMs: this.connectTimeoutMs }),
          ...(url.isSecure ? { isSecure: true, serverName: url.host } : {}),
        },
      );
      this.transfer.connectMs = Math.max(1, process.nowMs - beganMs);
      yield* this.tell(`* Connected to ${url.host} (${address}) port ${url.port} (#0)\n`);
      yield* this.tell(this.sentHead(url, method, headers));
      return response;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw this.refusal(error, url, address, process.nowMs - beganMs);
    }
  }

  private refusal(error: SystemError, url: ToolUrl, address: string, spentMs: number): CurlError {
    if (error.code === 'ETIMEDOUT' && this.connectTimeoutMs !== undefined) {
      return new CurlError(
        28,
        `Failed to connect to ${url.host} port ${url.port} after ${spentMs} ms: Timeout was reached`,
      );
    }
    if (error.code === 'ECONNRESET') {
      if (url.isSecure) return new CurlError(35, 'error:0A00010B:SSL routines::wrong version number');
      return new CurlError(52, 'Empty reply from server');
    }
    const isOwn = address === url.host ? url.host : url.host;
    return new CurlError(
      7,
      `Failed to connect to ${isOwn} port ${url.port} after ${spentMs} ms: Couldn't connect to server`,
    );
  }

  private headersFor(url: ToolUrl, body: Uint8Array | undefined): Record<string, string> {
    const { options } = this;
    const headers: Record<string, string> = { host: url.hostHeader };
    const user = options.value('u') ?? url.credentials;
    if (user !== undefined) headers.authorization = `Basic ${toBase64(encodeText(user))}`;
    headers['user-agent'] = options.value('A') ?? `curl/${VERSION}`;
    headers.accept = '*/*';
    const cookie = options.value('b');
    if (cookie !== undefined) headers.cookie = cookie;
    const referer = options.value('e');
    if (referer !== undefined) headers.referer = referer;
    if (body !== undefined) {
      headers['content-length'] = String(body.length);
      if (!options.has('T')) headers['content-type'] = 'application/x-www-form-urlencoded';
    }
    for (const line of options.values('H')) {
      const [, name = '', value = ''] = /^([^:;]+)[:;]\s*([^]*)$/.exec(line) ?? [];
      if (name === '') continue;
      const key = name.toLowerCase();
      // A name without a value takes away what curl would send.
      if (value === '' && line.trimEnd().endsWith(':')) delete headers[key];
      else headers[key] = value.trimEnd();
    }
    return headers;
  }

  private sentHead(url: ToolUrl, method: string, headers: HttpHeaders): string {
    const lines = Object.entries(headers).map(([name, value]) => `> ${headerName(name)}: ${value}\n`);
    return `> ${method} ${url.target} HTTP/1.1\n${lines.join('')}> \n`;
  }

  private *show(url: ToolUrl, response: HttpResponse, isRedirect: boolean): Coroutine<void> {
    const { options } = this;
    const { status, headers, body } = response;
    this.transfer.status = status;
    this.transfer.contentType = headers['content-type'] ?? '';
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      headerValues(name, value).map((each) => `${headerName(name)}: ${each}`),
    );
    const first = `HTTP/1.1 ${status} ${statusText(status)}`;
    yield* this.tell([first, ...lines, ''].map((line) => `< ${line}\n`).join(''));
    if (options.has('f') && status >= 400) {
      if (!(body instanceof Uint8Array)) body.close();
      throw new CurlError(22, `The requested URL returned error: ${status}`);
    }
    if (options.has('i') || options.has('I'))
      yield* this.output.write(encodeText(`${[first, ...lines, ''].join('\r\n')}\r\n`));
    if (isRedirect || options.has('I')) {
      if (!(body instanceof Uint8Array)) body.close();
      return;
    }
    const meter = this.meter(contentLength(headers, body));
    if (meter !== undefined) yield* this.call.process.complain(meter.begin);
    try {
      yield* eachPiece(body, (bytes) => {
        this.transfer.received += bytes.length;
        return this.output.write(bytes);
      });
    } catch (error) {
      if (isSystemError(error, 'ECONNRESET')) throw new CurlError(56, 'Recv failure: Connection reset by peer');
      if (isSystemError(error, 'EPIPE')) throw new CurlError(23, 'Failure writing output to destination');
      throw error;
    }
    if (meter !== undefined) yield* this.call.process.complain(meter.end());
    yield* this.tell(`* Connection #0 to host ${url.host} left intact\n`);
  }

  /** The table of the progress, where the answer does not go to a terminal. */
  private meter(length: number | undefined): { readonly begin: string; readonly end: () => string } | undefined {
    const { options, call } = this;
    if (options.has('s') || options.has('q') || this.output.terminal !== undefined) return undefined;
    if (!options.has('o') && !options.has('O') && call.process.stdout.terminal !== undefined) return undefined;
    const head =
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
      '                                 Dload  Upload   Total   Spent    Left  Speed\n';
    const row = (percent: number, size: number, speed: number): string =>
      `\r${String(percent).padStart(3)} ${String(size).padStart(5)}  ${String(percent).padStart(3)} ${String(size).padStart(5)}    0     0 ${String(speed).padStart(6)}      0 --:--:-- --:--:-- --:--:-- ${String(speed).padStart(5)}`;
    return {
      begin: `${head}${row(0, length === undefined ? 0 : 0, 0)}`,
      end: () => {
        const seconds = Math.max((call.process.nowMs - this.transfer.beganMs) / 1000, 0.001);
        return `${row(100, this.transfer.received, Math.round(this.transfer.received / seconds))}\n`;
      },
    };
  }

  private report(format: string, code: number): string {
    const { transfer } = this;
    const seconds = (ms: number): string => (ms / 1000).toFixed(6);
    const totalMs = this.call.process.nowMs - transfer.beganMs;
    const values: Readonly<Record<string, string>> = {
      content_type: transfer.contentType,
      exitcode: String(code),
      http_code: String(transfer.status).padStart(3, '0'),
      response_code: String(transfer.status).padStart(3, '0'),
      http_version: transfer.status === 0 ? '0' : '1.1',
      method: transfer.method,
      num_redirects: String(transfer.redirects),
      remote_ip: transfer.address,
      remote_port: String(transfer.port),
      size_download: String(transfer.received),
      size_upload: String(transfer.sent),
      speed_download: String(totalMs > 0 ? Math.round((transfer.received / totalMs) * 1000) : transfer.received),
      time_connect: seconds(Math.min(transfer.connectMs, totalMs)),
      time_namelookup: seconds(0),
      time_starttransfer: seconds(Math.min(transfer.connectMs, totalMs)),
      time_total: seconds(totalMs),
      url_effective: transfer.url,
    };
    return format
      .replace(/%\{(\w+)\}/g, (whole: string, name: string) => values[name] ?? whole)
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\r/g, '\r')
      .replaceAll('%%', '%');
  }
}

/** `curl`, for HTTP. Not modelled: certificates, proxies, cookies in files, forms (-F), HTTP/2, `--retry`. */
export const curl: Tool = function* (call) {
  const options = yield* call.options(CURL_OPTIONS, 2);
  const urls = options.operands;
  if (urls.length === 0) {
    yield* call.process.complain("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const { files, stdin } = call.process;
  const isStdinData = [...options.values('d'), ...options.values('@')].includes('@-');
  const input = isStdinData ? decodeText(yield* readAllBytes(stdin)) : '';
  const data = curlData(options, (path) => (path === '-' ? input : files.readText(path)));
  const upload = options.value('T');
  const body = upload === undefined ? (data === undefined ? undefined : encodeText(data.text)) : files.read(upload);
  let code = 0;
  for (const url of urls) {
    const withData =
      options.has('G') && data !== undefined ? `${url}${url.includes('?') ? '&' : '?'}${data.text}` : url;
    const path =
      options.value('o') ?? (options.has('O') ? withData.replace(/[?#].*/, '').replace(/^.*\//, '') : undefined);
    if (path === '') {
      yield* call.process.complain(
        'curl: Remote file name has no length!\ncurl: (23) Failed writing received data to disk/application\n',
      );
      return 23;
    }
    const output =
      path === undefined || path === '-'
        ? call.process.stdout
        : call.process.openStream(path, { access: 'write', creates: true, truncates: true });
    code = yield* new Curl(call, options, output, body).run(withData);
    if (path !== undefined && path !== '-') output.close();
  }
  return code;
};
