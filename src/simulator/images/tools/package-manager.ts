import type { Coroutine, FileLayer } from '../../process';
import type { Tool, ToolCall } from './tool';

/** A package that can be installed. */
export interface SoftwarePackage {
  readonly version: string;
  /** Compressed size. */
  readonly sizeBytes: number;
  readonly files: FileLayer;
}

/** Packages by their names; asked when somebody installs one. */
export type PackageRegistry = () => Readonly<Record<string, SoftwarePackage>>;

/** File that tells that the lists were fetched. */
const LISTS = '/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease';
/** File that tells which packages there are. */
const STATUS = '/var/lib/dpkg/status.d';
const MIRROR = 'http://deb.debian.org/debian';
const LISTS_MS = 2000;
const BYTES_PER_MS = 5000;

function installFiles(call: ToolCall, files: FileLayer): void {
  const { files: system } = call.process;
  for (const [path, definition] of Object.entries(files)) {
    const parent = path.replace(/\/[^/]*$/, '');
    if (parent !== '' && !system.exists(parent)) system.makeDirectory(parent, { isRecursive: true });
    if (definition.type === 'program') system.installProgram(path, definition.program);
    else if (definition.type === 'file') system.write(path, definition.content, definition.mode);
    else if (definition.type === 'symlink' && typeof definition.target === 'string') {
      system.symlink(definition.target, path);
    } else if (definition.type === 'directory' && !system.exists(path)) system.makeDirectory(path);
  }
}

/** Asks what a person at a terminal answers; everything but `n` means yes. */
function* agrees(call: ToolCall): Coroutine<boolean> {
  yield* call.print('Do you want to continue? [Y/n] ');
  const answer = yield* call.process.stdin.read();
  if (answer === undefined || /^[nN]/.test(String.fromCharCode(answer[0] ?? 10))) {
    yield* call.print('Abort.\n');
    return false;
  }
  return true;
}

function* refuse(call: ToolCall, text: string): Coroutine<number> {
  yield* call.process.complain(`E: ${text}\n`);
  return 100;
}

function* update(call: ToolCall): Coroutine<number> {
  const { process } = call;
  yield* process.sleep(LISTS_MS);
  const lines = [
    `${MIRROR} bookworm InRelease [151 kB]`,
    `${MIRROR} bookworm-updates InRelease [55.4 kB]`,
    `${MIRROR} bookworm/main amd64 Packages [8792 kB]`,
  ];
  for (const [index, line] of lines.entries()) yield* call.print(`Get:${index + 1} ${line}\n`);
  yield* call.print(`Fetched 8999 kB in ${LISTS_MS / 1000}s (4499 kB/s)\nReading package lists... Done\n`);
  if (!process.files.exists(LISTS)) {
    process.files.makeDirectory(LISTS.replace(/\/[^/]*$/, ''), { isRecursive: true });
    process.files.write(LISTS, 'Suite: bookworm\n');
  }
  return 0;
}

const kilobytes = (bytes: number): string =>
  bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.round(bytes / 1000)} kB`;

function* install(
  call: ToolCall,
  names: readonly string[],
  isSure: boolean,
  registry: PackageRegistry,
): Coroutine<number> {
  const { process } = call;
  const { files } = process;
  yield* call.print('Reading package lists... Done\nBuilding dependency tree... Done\n');
  const known = files.exists(LISTS) ? registry() : {};
  for (const name of names)
    if (known[name] === undefined && !files.exists(`${STATUS}/${name}`))
      return yield* refuse(call, `Unable to locate package ${name}`);
  const wanted = names.filter((name) => !files.exists(`${STATUS}/${name}`));
  for (const name of names) if (!wanted.includes(name)) yield* call.print(`${name} is already the newest version.\n`);
  if (wanted.length > 0) yield* call.print(`The following NEW packages will be installed:\n  ${wanted.join(' ')}\n`);
  yield* call.print(`0 upgraded, ${wanted.length} newly installed, 0 to remove and 0 not upgraded.\n`);
  if (wanted.length === 0) return 0;
  const total = wanted.reduce((sum, name) => sum + (known[name]?.sizeBytes ?? 0), 0);
  yield* call.print(
    `Need to get ${kilobytes(total)} of archives.\nAfter this operation, ${kilobytes(total * 3)} of additional disk space will be used.\n`,
  );
  // One package that was asked for by name needs no question, when nothing else comes with it.
  if (!isSure && wanted.length > 1 && !(yield* agrees(call))) return 1;
  for (const [index, name] of wanted.entries()) {
    const found = known[name];
    if (found === undefined) continue;
    yield* process.sleep(found.sizeBytes / BYTES_PER_MS);
    yield* call.print(
      `Get:${index + 1} ${MIRROR} bookworm/main amd64 ${name} amd64 ${found.version} [${kilobytes(found.sizeBytes)}]\n`,
    );
  }
  for (const name of wanted) {
    const found = known[name];
    if (found === undefined) continue;
    yield* call.print(
      `Selecting previously unselected package ${name}.\nPreparing to unpack .../${name}_${found.version}_amd64.deb ...\nUnpacking ${name} (${found.version}) ...\nSetting up ${name} (${found.version}) ...\n`,
    );
    installFiles(call, found.files);
    if (!files.exists(STATUS)) files.makeDirectory(STATUS, { isRecursive: true });
    files.write(`${STATUS}/${name}`, `Package: ${name}\nVersion: ${found.version}\n`);
  }
  return 0;
}

/** `apt-get` and `apt` of Debian, with the packages of `registry`. Without `update` first it knows none. */
export const aptGet = (registry: PackageRegistry): Tool =>
  function* (call) {
    const words = call.args.filter((arg) => !arg.startsWith('-'));
    const isSure =
      call.args.some((arg) => /^-(?:[a-z]*y[a-z]*|-yes|-assume-yes)$/.test(arg)) ||
      call.process.env.get('DEBIAN_FRONTEND') === 'noninteractive';
    const [command, ...names] = words;
    if (call.process.uid !== 0 && command !== undefined && ['update', 'install', 'remove'].includes(command)) {
      yield* call.process.complain(
        'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\n',
      );
      return yield* refuse(
        call,
        'Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
      );
    }
    switch (command) {
      case 'update':
        return yield* update(call);
      case 'install':
        return yield* install(call, names, isSure, registry);
      case 'clean':
      case 'autoclean':
      case 'autoremove':
      case 'upgrade':
      case 'dist-upgrade':
        if (command === 'upgrade')
          yield* call.print(
            'Reading package lists... Done\n0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n',
          );
        return 0;
      case 'remove':
      case 'purge':
        for (const name of names) {
          const path = `${STATUS}/${name}`;
          if (call.process.files.exists(path)) call.process.files.remove(path);
          for (const file of Object.keys(registry()[name]?.files ?? {}))
            if (call.process.files.exists(file)) call.process.files.remove(file);
        }
        return 0;
      default:
        if (command === undefined) {
          yield* call.print('apt 2.6.1 (amd64)\nUsage: apt-get [options] command\n');
          return 0;
        }
        return yield* refuse(call, `Invalid operation ${command}`);
    }
  };

/** `apk` of Alpine: `apk add name`, with the packages of `registry`. */
export const apk = (registry: PackageRegistry): Tool =>
  function* (call) {
    const [command, ...names] = call.args.filter((arg) => !arg.startsWith('-'));
    const { process } = call;
    if (command === 'update') {
      yield* process.sleep(LISTS_MS);
      yield* call.print(
        'fetch https://dl-cdn.alpinelinux.org/alpine/v3.20/main/x86_64/APKINDEX.tar.gz\nOK: 24173 distinct packages available\n',
      );
      return 0;
    }
    if (command !== 'add') {
      if (command === 'upgrade' || command === 'del') return 0;
      return yield* call.fail(`'${command ?? ''}' is not an apk command. See 'apk --help'.`);
    }
    if (process.uid !== 0) {
      yield* process.complain(
        'ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n',
      );
      return 99;
    }
    const known = registry();
    const missing = names.filter((name) => known[name] === undefined);
    if (missing.length > 0) {
      const lines = missing.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`);
      yield* process.complain(`ERROR: unable to select packages:\n${lines.join('')}`);
      return missing.length;
    }
    for (const [index, name] of names.entries()) {
      const found = known[name];
      if (found === undefined) continue;
      yield* process.sleep(found.sizeBytes / BYTES_PER_MS);
      installFiles(call, found.files);
      yield* call.print(`(${index + 1}/${names.length}) Installing ${name} (${found.version})\n`);
    }
    yield* call.print(`OK: 12 MiB in ${15 + names.length} packages\n`);
    return 0;
  };
