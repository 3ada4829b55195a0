/** All that expressions may call; a new library is a file here and a line below. */
import { ADDRESSES } from './addresses';
import { AUTHORIZER } from './authorizer';
import { BYTES } from './bytes';
import { FORMATS } from './formats';
import { FUNCTIONS } from './functions';
import { QUANTITIES } from './quantities';
import { TEXT_FORMAT } from './text-format';
import { TIMES } from './times';
import { URLS } from './urls';
import type { CelLibrary } from './value';
import { VERSIONS } from './versions';

/** Source: Kubernetes 1.36, apiserver/pkg/cel/environment/base.go. Not modelled: JSON patches. */
export const LIBRARIES: readonly CelLibrary[] = [
  // Before what takes values of any type.
  BYTES,
  FUNCTIONS,
  TIMES,
  QUANTITIES,
  ADDRESSES,
  AUTHORIZER,
  URLS,
  FORMATS,
  VERSIONS,
  TEXT_FORMAT,
];
