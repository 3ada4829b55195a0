/**
 * What is loaded only when it is needed: an application of a few building blocks starts in half the time without it.
 */
import type * as Yaml from 'yaml';
import type * as Checks from './checks';

/* eslint-disable @typescript-eslint/no-require-imports -- import() would make synthesis asynchronous. */

/** The reader of YAML; released versions are the only YAML that synthesis reads. */
export const loadYaml = (): typeof Yaml => require('yaml');

/** The checks, with the field tables of two Kubernetes versions. */
export const loadChecks = (): typeof Checks => require('./checks');
