import { jsonAnswer } from '../answer';
import type { ApiAnswer, ApiRequest } from '../request';
import { fingerprint } from './discovery';

interface Document {
  readonly generation: number;
  readonly json: string;
  readonly etag: string;
}

/** Documents that are made once and kept until the registry changes, with an ETag each. */
export class CachedDocuments {
  private readonly documents = new Map<string, Document>();

  /** Answers with the document of `key`; `make` may answer undefined for a document that does not exist. */
  answer(
    request: ApiRequest,
    key: string,
    generation: number,
    make: () => object | undefined,
    contentType = 'application/json',
  ): ApiAnswer | undefined {
    let document = this.documents.get(key);
    if (document === undefined || document.generation !== generation) {
      const content = make();
      if (content === undefined) return undefined;
      const json = JSON.stringify(content);
      document = { generation, json, etag: `"${fingerprint(json).toUpperCase()}"` };
      this.documents.set(key, document);
    }
    const headers = { 'content-type': contentType, etag: document.etag, vary: 'Accept' };
    if (request.headers['if-none-match'] === document.etag) return { status: 304, headers, body: '' };
    const answer = jsonAnswer(200, document.json);
    return { ...answer, headers: { ...answer.headers, ...headers, 'cache-control': 'public' } };
  }
}
