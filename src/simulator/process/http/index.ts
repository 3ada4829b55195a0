/** HTTP for programs: serving, asking, and the translation between messages and bytes. */
export { readAll, readBodyText, readJson } from './bodies';
export { exchangeOver } from './exchange-over';
export { headerName } from './message-writer';
export { request, type RequestOptions } from './request';
export { completeResponse, httpDate, jsonResponse, mayHaveBody, type ResponseOptions, textResponse } from './responses';
export { serveHttp } from './serve';
export { serveHttpOver } from './serve-over';
export { statusText } from './status-text';
