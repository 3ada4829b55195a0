import { statusErrors } from '../api';

/** Where the next chunk of a list begins. */
export interface ContinueToken {
  /** Revision of the first chunk; -1 for the newest. */
  readonly revision: number;
  /** First key, relative to the namespace of the list. */
  readonly start: string;
}

const VERSION = 'meta.k8s.io/v1';

/** Writes a token that begins right after `lastKey`. Source: Kubernetes 1.36, apiserver/pkg/storage/continue.go. */
export function encodeContinue(lastKey: string, revision: number): string {
  const json = JSON.stringify({ v: VERSION, rv: revision, start: `${lastKey}\u0000` });
  const bytes = new TextEncoder().encode(json);
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

const invalid = (detail: string): Error => statusErrors.badRequest(`invalid continue token: ${detail}`);

/** Reads a token. Throws BadRequest in the words of the real server. */
export function decodeContinue(token: string): ContinueToken {
  const bad = /[^A-Za-z0-9_-]/.exec(token);
  if (bad !== null || token.length % 4 === 1) {
    throw invalid(`continue key is not valid: illegal base64 data at input byte ${bad?.index ?? token.length - 1}`);
  }
  const binary = atob(token.replace(/-/g, '+').replace(/_/g, '/'));
  const json = new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
  let value: { v?: unknown; rv?: unknown; start?: unknown };
  try {
    value = JSON.parse(json) as typeof value;
  } catch {
    throw invalid(`continue key is not valid: ${jsonComplaint(json)}`);
  }
  if (value.v !== VERSION) {
    throw invalid(
      `continue key is not valid: server does not recognize this encoded version ${JSON.stringify(value.v ?? '')}`,
    );
  }
  if (value.rv === 0 || typeof value.rv !== 'number') {
    throw invalid('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof value.start !== 'string' || value.start === '') {
    throw invalid('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  }
  return { revision: value.rv, start: value.start };
}

/** What Go's JSON decoder says of a text that does not begin as JSON does. */
function jsonComplaint(json: string): string {
  const first = json.trimStart()[0];
  if (first === undefined || '{["'.includes(first)) return 'unexpected end of JSON input';
  return `invalid character '${first}' looking for beginning of value`;
}
