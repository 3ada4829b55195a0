/** Digests of bytes, computed. */
export { hexOf } from './blocks';
export { md5, md5Hex } from './md5';
export { sha1 } from './sha1';
export { sha256 } from './sha256';
