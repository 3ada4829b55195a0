import type { HttpHeaders, HttpResponse } from '../../process';

const encoder = new TextEncoder();
const EMPTY = new Uint8Array();

function answer(status: number, type: string, body: string, headers: HttpHeaders = {}): HttpResponse {
  return { status, headers: { 'content-type': type, ...headers }, body: encoder.encode(body) };
}

/** An answer in JSON. */
export const jsonAnswer = (value: unknown, status = 200): HttpResponse =>
  answer(status, 'application/json', JSON.stringify(value));

/** An answer in plain text. */
export const textAnswer = (body: string, status = 200): HttpResponse => answer(status, 'text/plain', body);

/** A page. */
export const pageAnswer = (body: string, status = 200): HttpResponse =>
  answer(status, 'text/html; charset=utf-8', body);

/** An answer without a body. */
export const emptyAnswer = (status: number, headers: HttpHeaders = {}): HttpResponse => ({
  status,
  headers,
  body: EMPTY,
});

/** What servers in Go answer to a mistake: its text and a line end. Source: Go, net/http `Error`. */
export const goError = (message: string, status: number): HttpResponse =>
  answer(status, 'text/plain; charset=utf-8', `${message}\n`, { 'x-content-type-options': 'nosniff' });

/** What servers in Go answer where there is nothing. */
export const goNotFound = (): HttpResponse => goError('404 page not found', 404);

/** What servers in Go answer where something is at another path. Source: Go, net/http `Redirect`. */
export const goMoved = (path: string): HttpResponse =>
  answer(301, 'text/html; charset=utf-8', `<a href="${path}">Moved Permanently</a>.\n\n`, { location: path });

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Text as HTML shows it. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);

/** A page of a file in which `{{name}}` stands for a value that is text, and `{{{name}}}` for one that is HTML. */
export function fillPage(page: string, values: Readonly<Record<string, string>>): string {
  return page.replace(/\{\{\{(\w+)\}\}\}|\{\{(\w+)\}\}/g, (_, html: string | undefined, text: string | undefined) =>
    html === undefined ? escapeHtml(values[text ?? ''] ?? '') : (values[html] ?? ''),
  );
}
