// Gets Debian's redis-cli and python3-redis into .cache, without installing anything and without rights of root:
// `node scripts/get-redis-clients.mjs` prints the folder. The tests find it there by themselves.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackPackages } from './debian-packages.mjs';

/** The clients and what they need, for a Debian of the same release. */
const PACKAGES = [
  'libatomic1',
  'libhiredis0.14',
  'libjemalloc2',
  'liblua5.1-0',
  'liblzf1',
  'lua-bitop',
  'lua-cjson',
  'python3-async-timeout',
  'python3-deprecated',
  'python3-packaging',
  'python3-redis',
  'python3-wrapt',
  'redis-tools',
];

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'redis-clients');
unpackPackages(PACKAGES, folder);
process.stdout.write(`${folder}\n`);
