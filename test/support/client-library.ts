import { join } from 'node:path';
import { constants, runInThisContext } from 'node:vm';
import type { ClientLibrary } from '../../src/deploy/connection/client-library';
import { ROOT } from './source-files';

type Import = (specifier: string) => Promise<ClientLibrary>;

/**
 * The official client is an ECMAScript module, which jest cannot load: here Node.js itself does, outside of what jest
 * wraps. Import this module before anything that speaks to a cluster.
 */
const importByNode = runInThisContext('(specifier) => import(specifier)', {
  filename: join(ROOT, 'package.json'),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as Import;

jest.mock('../../src/deploy/connection/client-library', () => ({
  loadClientLibrary: () => importByNode('@kubernetes/client-node'),
}));
