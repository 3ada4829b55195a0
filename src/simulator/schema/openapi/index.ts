/** The documents in which the API describes itself. */
export type { Schema } from './special-definitions';
export { openApiV2Protobuf, openApiV2ProtobufWith } from './version-2';
export { openApiV3, openApiV3Paths } from './version-3';
