// Fetches Go sources that Debian packages, without touching the machine's own apt lists or installed packages.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OWN_LISTS = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];

/** The machine's own archive, asked for the suite `sid`. */
function sidList() {
  for (const file of OWN_LISTS) {
    let text;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      continue;
    }
    const uri = /^URIs: *(\S+)/m.exec(text)?.[1] ?? /^deb (?:\[[^\]]*\] )?(\S+)/m.exec(text)?.[1];
    const key = /^Signed-By: *(\S+)/m.exec(text)?.[1] ?? '/usr/share/keyrings/debian-archive-keyring.gpg';
    if (uri !== undefined) return `deb [signed-by=${key}] ${uri} sid main\n`;
  }
  throw new Error(`no Debian archive in ${OWN_LISTS.join(' or ')}: run this on Debian, or pass a folder of Go sources`);
}

/** Unpacks `packages` below `folder`; returns the root of their import paths and `name version` of each. */
export function fetchDebianSources(folder, packages) {
  for (const path of ['lists/partial', 'cache/archives/partial', 'debs', 'root']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, 'sources.list'), sidList());
  writeFileSync(
    join(folder, 'apt.conf'),
    [
      `Dir::Etc::sourcelist "${join(folder, 'sources.list')}";`,
      `Dir::Etc::sourceparts "${join(folder, 'none')}";`,
      `Dir::State::lists "${join(folder, 'lists')}";`,
      `Dir::Cache "${join(folder, 'cache')}";`,
      'Acquire::Languages "none";',
      'APT::Sandbox::User "root";\n',
    ].join('\n'),
  );
  const options = { cwd: join(folder, 'debs'), env: { ...process.env, APT_CONFIG: join(folder, 'apt.conf') } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['download', '-qq', ...packages], options);
  const files = readdirSync(options.cwd);
  for (const file of files) execFileSync('dpkg-deb', ['-x', join(options.cwd, file), join(folder, 'root')]);
  return {
    sources: join(folder, 'root', 'usr', 'share', 'gocode', 'src'),
    versions: files.sort().map((file) => file.split('_').slice(0, 2).join(' ')),
  };
}
