// Gets packages of Debian into a folder, without installing anything and without rights of root.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Unpacks packages below `folder`, unless it is there. */
export function unpackPackages(packages, folder) {
  if (existsSync(folder)) return;
  // Beside it, so that it can be moved there as a whole.
  const work = `${folder}.${process.pid}`;
  try {
    for (const path of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
      mkdirSync(join(work, path), { recursive: true });
    }
    // The machine's own archives, with lists of our own: neither its lists nor its packages change.
    const settings = [
      `Dir::State::lists "${join(work, 'lists')}";`,
      `Dir::Cache "${join(work, 'cache')}";`,
      'Acquire::Languages "none";',
      'APT::Sandbox::User "";\n',
    ];
    writeFileSync(join(work, 'apt.conf'), settings.join('\n'));
    const options = {
      cwd: join(work, 'debs'),
      env: { ...process.env, APT_CONFIG: join(work, 'apt.conf') },
      stdio: ['ignore', 'ignore', 'inherit'],
    };
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['download', '-qq', ...packages], options);
    for (const file of readdirSync(options.cwd)) {
      execFileSync('dpkg-deb', ['-x', join(options.cwd, file), join(work, 'root')]);
    }
    renameSync(join(work, 'root'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
