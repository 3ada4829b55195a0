/** The documents in which the API describes itself. */
export { openApiV2Protobuf } from './version-2';
export { openApiV3, openApiV3Paths } from './version-3';
