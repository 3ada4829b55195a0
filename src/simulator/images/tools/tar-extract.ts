import type { ByteReader, Coroutine } from '../../process';
import { listingTime, modeText, NameTable } from './directory-listing';
import type { TarCall } from './tar-call';
import { eachEntry } from './tar-format';

/** `tar x`: writes what an archive holds and returns the code to exit with. */
export function* extractArchive(tar: TarCall, input: Pick<ByteReader, 'read'>): Coroutine<number> {
  const { call } = tar;
  const { files, nowMs } = call.process;
  let code = 0;
  const isWhole = yield* eachEntry(input, function* (header, content) {
    const parts = header.name
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .slice(tar.strip);
    if (parts.length === 0 || parts.includes('..')) return;
    if (
      tar.names.length > 0 &&
      !tar.names.some((name) => header.name === name || header.name.startsWith(`${name.replace(/\/$/, '')}/`))
    )
      return;
    if (tar.isVerbose) yield* call.print(`${header.name}\n`);
    if (tar.toStdout) return yield* call.process.stdout.write(content);
    const path = `${tar.directory}/${parts.join('/')}`;
    const isDone = yield* call.attempt(
      () => {
        const parent = path.replace(/\/[^/]*$/, '');
        if (parent !== '' && !files.exists(parent)) files.makeDirectory(parent, { isRecursive: true });
        if (header.type === '5') {
          if (!files.exists(path)) files.makeDirectory(path, { mode: header.mode });
        } else {
          if (files.exists(path) && header.type !== '0') files.remove(path);
          if (header.type === '2') files.symlink(header.target, path);
          else if (header.type === '1') files.link(`${tar.directory}/${header.target}`, path);
          else {
            files.write(path, content, header.mode);
            files.changeMode(path, header.mode);
          }
        }
        if (header.type === '2') return;
        if (call.process.uid === 0) files.changeOwner(path, header.uid, header.gid);
        files.setModified(path, tar.keepsTimes ? header.modifiedMs : nowMs);
      },
      (message) =>
        call.isBusybox ? `can't open '${parts.join('/')}': ${message}` : `${parts.join('/')}: Cannot open: ${message}`,
    );
    if (!isDone) code = call.isBusybox ? 1 : 2;
  });
  if (!isWhole)
    return yield* call.fail(
      call.isBusybox ? 'short read' : 'Unexpected EOF in archive\ntar: Error is not recoverable: exiting now',
      call.isBusybox ? 1 : 2,
    );
  if (code !== 0 && !call.isBusybox) yield* call.complain('Exiting with failure status due to previous errors');
  return code;
}

/** `tar t`: prints what an archive holds. */
export function* listArchive(tar: TarCall, input: Pick<ByteReader, 'read'>): Coroutine<number> {
  const { call } = tar;
  const names = new NameTable(call.process);
  yield* eachEntry(input, function* (header) {
    const type = header.type === '5' ? 'directory' : header.type === '2' ? 'symlink' : 'file';
    const owner = `${names.user(header.uid) ?? header.uid}/${names.group(header.gid) ?? header.gid}`;
    const line = `${modeText({ type, mode: header.mode })} ${owner} ${String(header.size).padStart(9)} ${listingTime(header.modifiedMs, call.process.nowMs)} `;
    yield* call.print(`${tar.isVerbose ? line : ''}${header.name}\n`);
  });
  return 0;
}
