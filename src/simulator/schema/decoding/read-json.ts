import { NO_DUPLICATES, type RawBody } from './raw-body';
import { DecodeError } from './decode-error';
import { scanJson } from './scan-json';

/** Reads JSON: the engine's parser for the value, a walk of our own for keys given twice and for Go's messages. */
export function readJson(text: string): RawBody {
  try {
    const duplicates = scanJson(text);
    return { format: 'json', value: JSON.parse(text) as unknown, duplicates };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { format: 'json', value: undefined, syntaxError: error.message, duplicates: NO_DUPLICATES };
  }
}
