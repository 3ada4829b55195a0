// Finds the browser for the tests of pages, or installs Debian's: `node scripts/get-chromium.mjs` prints its path. The
// tests find it by themselves.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const DEBIAN = '/usr/bin/chromium';
const path = process.env.CHROMIUM ?? DEBIAN;

if (!existsSync(path)) {
  if (process.env.CHROMIUM !== undefined) throw new Error(`CHROMIUM names '${path}', which does not exist`);
  if (process.getuid?.() !== 0) {
    throw new Error(
      `there is no ${DEBIAN}: run 'sudo apt-get install chromium', or name a Chromium in the variable CHROMIUM`,
    );
  }
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  execFileSync('apt-get', ['update', '-qq'], options);
  // A page without any font shows no text.
  execFileSync('apt-get', ['install', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], options);
}
process.stdout.write(`${path}\n`);
