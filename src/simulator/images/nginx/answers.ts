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
export function statusPage(status: number, server: string): string {
  const title = `${status} ${textOfStatus(status)}`;
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
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
