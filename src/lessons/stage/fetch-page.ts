import { get } from 'node:http';

/** What a page answered. */
export interface Page {
  readonly status: number;
  readonly body: string;
}

/** Wall time that it may take. */
const LIMIT_MS = 5000;

/** Fetches a page over a connection of its own; undefined when nothing answers. */
export async function fetchPage(address: string): Promise<Page | undefined> {
  return await new Promise((resolve) => {
    const request = get(address, { timeout: LIMIT_MS, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => (body += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
