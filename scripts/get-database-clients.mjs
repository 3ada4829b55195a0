// Gets Debian's clients of MySQL, PostgreSQL and MongoDB into .cache, without installing anything and without rights of
// root: `node scripts/get-database-clients.mjs` prints the folder. The tests find it there by themselves.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackPackages } from './debian-packages.mjs';

/** The clients and what they need, for a Debian of the same release. */
const PACKAGES = [
  'libdbd-mariadb-perl',
  'libdbi-perl',
  'libmariadb3',
  'libpq5',
  'mariadb-client-core',
  'postgresql-client-15',
  'python3-bson',
  'python3-psycopg',
  'python3-pymongo',
  'python3-pymysql',
  'python3-typing-extensions',
];

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'database-clients');
unpackPackages(PACKAGES, folder);
process.stdout.write(`${folder}\n`);
