// Gets Debian's python3-kubernetes into .cache, without installing anything and without rights of root:
// `node scripts/get-python-client.mjs` prints the folder for PYTHONPATH. The tests find it there by themselves.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

function download() {
  // Beside the cache, so that it can be moved there as a whole.
  const folder = `${cache}.${process.pid}`;
  try {
    for (const path of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    // The machine's own archives, with lists of our own: neither its lists nor its packages change.
    const settings = [
      `Dir::State::lists "${join(folder, 'lists')}";`,
      `Dir::Cache "${join(folder, 'cache')}";`,
      'Acquire::Languages "none";',
      'APT::Sandbox::User "";\n',
    ];
    writeFileSync(join(folder, 'apt.conf'), settings.join('\n'));
    const options = {
      cwd: join(folder, 'debs'),
      env: { ...process.env, APT_CONFIG: join(folder, 'apt.conf') },
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['download', '-qq', ...PACKAGES], options);
    for (const file of readdirSync(options.cwd)) {
      execFileSync('dpkg-deb', ['-x', join(options.cwd, file), join(folder, 'root')]);
    }
    renameSync(join(folder, 'root'), cache);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!existsSync(modules)) download();
process.stdout.write(`${modules}\n`);
