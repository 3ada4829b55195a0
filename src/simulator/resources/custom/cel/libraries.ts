/** All that expressions may call; a new library is a file here and a line below. */
import { ADDRESSES } from './addresses';
import { FORMATS } from './formats';
import { FUNCTIONS } from './functions';
import { QUANTITIES } from './quantities';
import { TEXT_FORMAT } from './text-format';
import { TIMES } from './times';
import { URLS } from './urls';
import type { CelLibrary } from './value';
import { VERSIONS } from './versions';

/** Source: Kubernetes 1.36, apiserver/pkg/cel/environment/base.go. Not modelled: bytes, JSON patches, authorizer. */
export const LIBRARIES: readonly CelLibrary[] = [
  FUNCTIONS,
  TIMES,
  QUANTITIES,
  ADDRESSES,
  URLS,
  FORMATS,
  VERSIONS,
  TEXT_FORMAT,
];
