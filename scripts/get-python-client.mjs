// Gets Debian's python3-kubernetes into .cache, without installing anything and without rights of root:
// `node scripts/get-python-client.mjs` prints the folder for PYTHONPATH. The tests find it there by themselves.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackPackages } from './debian-packages.mjs';

/** The client and what it imports, for Python 3 of the same Debian. */
const PACKAGES = [
  'python3-kubernetes',
  'python3-cachetools',
  'python3-certifi',
  'python3-chardet',
  'python3-charset-normalizer',
  'python3-dateutil',
  'python3-google-auth',
  'python3-idna',
  'python3-oauthlib',
  'python3-pyasn1',
  'python3-pyasn1-modules',
  'python3-requests',
  'python3-requests-oauthlib',
  'python3-rsa',
  'python3-six',
  'python3-urllib3',
  'python3-websocket',
  'python3-yaml',
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache', 'python3-kubernetes');
const modules = join(cache, 'usr', 'lib', 'python3', 'dist-packages');

unpackPackages(PACKAGES, cache);
process.stdout.write(`${modules}\n`);
