import { encodeText, type HttpHeaders, type HttpResponse, statusText } from '../../process';

/** What nginx calls a status where it has words of its own. */
const OWN_TEXTS: Readonly<Record<number, string>> = {
  302: 'Found',
  405: 'Not Allowed',
  413: 'Request Entity Too Large',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

export const textOfStatus = (status: number): string => OWN_TEXTS[status] ?? statusText(status);

/** The page of an answer that has none of its own. Source: nginx 1.22, as it answers. */
export function statusPage(status: number, server: string, detail?: string): string {
  const heading = `${status} ${textOfStatus(status)}`;
  return [
    '<html>',
    `<head><title>${detail === undefined ? heading : `${status} ${detail}`}</title></head>`,
    '<body>',
    `<center><h1>${heading}</h1></center>`,
    ...(detail === undefined ? [] : [`<center>${detail}</center>`]),
    `<hr><center>${server}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}

/** An answer with such a page. */
export const statusAnswer = (status: number, server: string, headers: HttpHeaders = {}): HttpResponse => ({
  status,
  headers: { server, 'content-type': 'text/html', ...headers },
  body: encodeText(statusPage(status, server)),
});

/** What a port for TLS answers who sends HTTP without. Source: nginx 1.22, `ngx_http_error_497_page`. */
export const plainToSecure = (server: string): HttpResponse => ({
  ...statusAnswer(400, server, { connection: 'close' }),
  body: encodeText(statusPage(400, server, 'The plain HTTP request was sent to HTTPS port')),
});
