import type { ParsedOptions } from './options';

/** Options of curl that are known here. Source: curl 7.88, src/tool_getparam.c. */
export const CURL_OPTIONS = {
  letters: 'sSiIvo:OX:d:H:Lku:w:fm:A:F:T:x:b:c:e:GNqJRp41!:@:0#K',
  long: {
    silent: 's',
    'show-error': 'S',
    include: 'i',
    head: 'I',
    verbose: 'v',
    output: 'o',
    'remote-name': 'O',
    request: 'X',
    data: 'd',
    'data-raw': '!',
    'data-binary': '@',
    header: 'H',
    location: 'L',
    insecure: 'k',
    user: 'u',
    'write-out': 'w',
    fail: 'f',
    'max-time': 'm',
    'connect-timeout': 'x',
    'user-agent': 'A',
    get: 'G',
    cookie: 'b',
    referer: 'e',
    'upload-file': 'T',
    'no-buffer': 'N',
    ipv4: '4',
    'no-progress-meter': 'q',
    retry: 'c',
    'http1.1': '1',
    compressed: '0',
    'progress-bar': '#',
    'fail-with-body': 'f',
  },
} as const;

/** What is sent as body, and what for. */
export interface CurlData {
  readonly text: string;
  readonly type: string;
}

/** The body that `-d` and its like give; `readFile` serves `@file`. */
export function curlData(options: ParsedOptions, readFile: (path: string) => string): CurlData | undefined {
  const parts = [
    ...options
      .values('d')
      .map((value) => (value.startsWith('@') ? readFile(value.slice(1)).replace(/[\r\n]/g, '') : value)),
    ...options.values('!'),
    ...options.values('@').map((value) => (value.startsWith('@') ? readFile(value.slice(1)) : value)),
  ];
  if (parts.length === 0) return undefined;
  return { text: parts.join('&'), type: 'application/x-www-form-urlencoded' };
}
