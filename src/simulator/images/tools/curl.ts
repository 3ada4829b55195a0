import {
  type Coroutine,
  decodeText,
  encodeText,
  headerName,
  type HttpResponse,
  isSystemError,
  limitTime,
  statusText,
  type Stream,
} from '../../process';
import { connectionError, CurlError } from './curl-error';
import { meterBegin, meterEnd } from './curl-meter';
import { CURL_OPTIONS, curlData } from './curl-options';
import { requestHeaders, requestMethod, sentHead } from './curl-request';
import { beginTransfer, type Transfer, transferReport } from './curl-transfer';
import type { ParsedOptions } from './options';
import { readAllBytes, type Tool, type ToolCall } from './tool';
import { addressOf, eachPiece, followLocation, headerValues, parseUrl, type ToolUrl } from './url';

const REDIRECTIONS_MAX = 50;

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
    this.transfer = beginTransfer(call.process.nowMs);
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
    if (format !== undefined)
      yield* this.call.print(transferReport(this.transfer, format, code, this.call.process.nowMs));
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
      throw new CurlError(3, 'URL using bad/illegal format or missing URL');
    }
    let method = requestMethod(this.options, this.body);
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
    const headers = requestHeaders(this.options, url, body);
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
      yield* this.tell(sentHead(url, method, headers));
      return response;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw connectionError(error, url, process.nowMs - beganMs, this.connectTimeoutMs);
    }
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
    const hasMeter = this.hasMeter();
    if (hasMeter) yield* this.call.process.complain(meterBegin());
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
    if (hasMeter) yield* this.call.process.complain(meterEnd(this.transfer, this.call.process.nowMs));
    yield* this.tell(`* Connection #0 to host ${url.host} left intact\n`);
  }

  /** Whether a table tells of the progress: where the answer does not go to a terminal. */
  private hasMeter(): boolean {
    const { options, call } = this;
    if (options.has('s') || options.has('q') || this.output.terminal !== undefined) return false;
    return options.has('o') || options.has('O') || call.process.stdout.terminal === undefined;
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
