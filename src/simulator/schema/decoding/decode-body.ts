import { parseApiVersion, type GroupVersionKind } from '../../api';
import { DecodeError } from './decode-error';
import { jsonWordOf } from './decode-scalar';
import type { BodyFormat, RawBody } from './raw-body';
import { readJson } from './read-json';
import { readProtobuf } from './read-protobuf';
import { readYaml } from './read-yaml';

const UTF8 = new TextDecoder();

/** Reads a body without knowing what it is. Never throws: what is wrong stands in `syntaxError`. */
export function decodeBody(bytes: Uint8Array, format: BodyFormat): RawBody {
  switch (format) {
    case 'json':
      return readJson(UTF8.decode(bytes));
    case 'yaml':
      return readYaml(UTF8.decode(bytes));
    case 'protobuf':
      return readProtobuf(bytes);
  }
}

const FIND_KIND =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * What a body says it is; '' for what it leaves out. Throws a DecodeError when it cannot be told.
 * Source: Kubernetes 1.36, apimachinery/pkg/runtime/serializer/json/meta.go `Interpret`.
 */
export function recognize(raw: RawBody): GroupVersionKind {
  const { value, syntaxError } = raw;
  if (syntaxError !== undefined) throw new DecodeError(syntaxErrorText(raw, syntaxError));
  if (value === null) return { group: '', version: '', kind: '' };
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new DecodeError(
      notInterpreted(`json: cannot unmarshal ${jsonWordOf(value)} into Go value of type ${FIND_KIND}`),
    );
  }
  const read = (field: string): string => {
    const found = (value as Record<string, unknown>)[field];
    if (found === undefined || found === null) return '';
    if (typeof found === 'string') return found;
    throw new DecodeError(
      notInterpreted(`json: cannot unmarshal ${jsonWordOf(found)} into Go struct field .${field} of type string`),
    );
  };
  const [apiVersion, kind] = [read('apiVersion'), read('kind')];
  if (apiVersion.split('/').length > 2) throw new DecodeError(`unexpected GroupVersion string: ${apiVersion}`);
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '', kind };
  return { ...parseApiVersion(apiVersion), kind };
}

const notInterpreted = (reason: string): string => `couldn't get version/kind; json parse error: ${reason}`;

/** Only JSON fails while it is interpreted; the other formats fail before. */
const syntaxErrorText = (raw: RawBody, syntaxError: string): string =>
  raw.format === 'json' ? notInterpreted(syntaxError) : syntaxError;

/**
 * A body for a message: the text of an object, the bytes of anything else, both cut after `bytesMax`.
 * Source: Kubernetes 1.36, apiserver/pkg/endpoints/handlers/rest.go `summarizeData`.
 */
export function summarizeBody(bytes: Uint8Array, bytesMax: number): string {
  if (bytes.length === 0) return '<empty>';
  const head = bytes.subarray(0, bytesMax);
  const shown =
    bytes[0] === 0x7b ? UTF8.decode(head) : [...head].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > bytesMax ? `${shown} ...` : shown;
}
