import { encodeText, headerName, type HttpHeaders } from '../../process';
import { toBase64 } from './byte-tools';
import type { ParsedOptions } from './options';
import type { ToolUrl } from './url';

const VERSION = '7.88.1';

/** The method of a request: that of `-X`, or what the options and a body make of it. */
export function requestMethod(options: ParsedOptions, body: Uint8Array | undefined): string {
  const given = options.value('X');
  if (given !== undefined) return given;
  if (options.has('I')) return 'HEAD';
  if (body === undefined || options.has('G')) return 'GET';
  return options.has('T') ? 'PUT' : 'POST';
}

/** Headers of a request: those of curl itself and those of `-H`, which go before. */
export function requestHeaders(
  options: ParsedOptions,
  url: ToolUrl,
  body: Uint8Array | undefined,
): Record<string, string> {
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

/** The head of a request as `-v` shows it. */
export function sentHead(url: ToolUrl, method: string, headers: HttpHeaders): string {
  const lines = Object.entries(headers).map(([name, value]) => `> ${headerName(name)}: ${value}\n`);
  return `> ${method} ${url.target} HTTP/1.1\n${lines.join('')}> \n`;
}
