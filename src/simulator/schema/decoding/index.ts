/** Bodies: from bytes in JSON, YAML or protobuf to objects as the server answers them. */
export { decodeBody, recognize, summarizeBody } from './decode-body';
export { DecodeError } from './decode-error';
export { decodeObject, type DecodedObject } from './decode-object';
export { formatGoTime, parseGoTime, type ParsedTime } from './go-time';
export type { BodyFormat, RawBody } from './raw-body';
export { readYaml } from './read-yaml';
