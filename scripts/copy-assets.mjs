// Copies what tsc leaves behind (configuration files beside their stacks, generated tables) from src to lib.
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');
const target = join(root, 'lib');

/** Every file below `folder`, as paths relative to it. */
const filesBelow = (folder, base = folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name), base) : [relative(base, join(folder, entry.name))],
  );

const isAsset = (path) => !path.endsWith('.ts');

for (const path of filesBelow(source).filter(isAsset)) {
  const [from, to] = [join(source, path), join(target, path)];
  if (!existsSync(to) || statSync(to).mtimeMs < statSync(from).mtimeMs) cpSync(from, to, { preserveTimestamps: true });
}

/** What bundle-simulator.mjs makes of all sources. */
const isBundle = (path) => path.startsWith('simulator.bundle.');

/** What tsc makes of a source file. */
const COMPILED = /\.(js|d\.ts)(\.map)?$/;

// A renamed or deleted source must not live on in lib.
if (existsSync(target)) {
  for (const path of filesBelow(target)) {
    const isMade = isBundle(path) || path.endsWith('.tsbuildinfo');
    const isOurs = existsSync(join(source, path)) || existsSync(join(source, path.replace(COMPILED, '.ts')));
    if (!isMade && !isOurs) rmSync(join(target, path));
  }
}
