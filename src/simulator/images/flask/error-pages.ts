import { type HttpHeaders, type HttpResponse, textResponse } from '../../process';

/** Statuses that Flask has pages for: their names, and what they say. */
const TEXTS = {
  400: ['Bad Request', 'The browser (or proxy) sent a request that this server could not understand.'],
  404: [
    'Not Found',
    'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
  ],
  405: ['Method Not Allowed', 'The method is not allowed for the requested URL.'],
  500: [
    'Internal Server Error',
    'The server encountered an internal error and was unable to complete your request. ' +
      'Either the server is overloaded or there is an error in the application.',
  ],
} as const;

/** The page of Flask for a request that it does not answer. Source: werkzeug 1.0, exceptions.py `HTTPException.get_body`. */
export function flaskErrorPage(status: keyof typeof TEXTS, headers: HttpHeaders = {}): HttpResponse {
  const [name, text] = TEXTS[status];
  return textResponse(
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n' +
      `<title>${status} ${name}</title>\n<h1>${name}</h1>\n<p>${text}</p>\n`,
    { status, type: 'text/html; charset=utf-8', headers },
  );
}
