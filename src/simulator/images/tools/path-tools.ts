import { type Coroutine, isSystemError, type Process } from '../../process';
import { NameTable } from './directory-listing';
import type { Tool, ToolCall } from './tool';

function* basename(call: ToolCall): Coroutine<number> {
  const { has, value, operands } = yield* call.options({ letters: 'as:z' });
  const [first, suffix] = operands;
  if (first === undefined) return yield* call.missingOperand();
  const ending = value('s') ?? (has('a') ? undefined : suffix);
  for (const path of has('a') || has('s') ? operands : [first]) {
    const name = path.replace(/\/+$/, '').replace(/^.*\//, '') || (path.startsWith('/') ? '/' : '');
    yield* call.print(
      `${ending !== undefined && name !== ending && name.endsWith(ending) ? name.slice(0, -ending.length) : name}\n`,
    );
  }
  return 0;
}

function* dirname(call: ToolCall): Coroutine<number> {
  if (call.args.length === 0) return yield* call.missingOperand();
  for (const path of call.args) {
    const parent = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '');
    yield* call.print(`${parent !== '' ? parent : path.startsWith('/') ? '/' : '.'}\n`);
  }
  return 0;
}

function* pwd(call: ToolCall): Coroutine<number> {
  yield* call.print(`${call.process.files.directory}\n`);
  return 0;
}

function* realpath(call: ToolCall): Coroutine<number> {
  const { operands } = yield* call.options({ letters: 'emsqz' });
  if (operands.length === 0) return yield* call.missingOperand();
  let code = 0;
  for (const path of operands) {
    let found: string | undefined;
    const isThere = yield* call.attempt(
      () => (found = resolvePath(call.process, path)),
      (message) => `${path}: ${message}`,
    );
    if (isThere) yield* call.print(`${found ?? ''}\n`);
    else code = 1;
  }
  return code;
}

/** A path without symlinks; its last part need not be there. */
function resolvePath({ files }: Process, path: string): string {
  try {
    return files.realPath(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    const [, parent = '', name = ''] = /^(.*?)\/?([^/]+)\/*$/.exec(path) ?? [];
    const base = files.realPath(parent === '' ? (path.startsWith('/') ? '/' : '.') : parent);
    return `${base === '/' ? '' : base}/${name}`;
  }
}

function* readlink(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({ letters: 'fenmqsvz' });
  const { files } = call.process;
  let code = 0;
  for (const path of operands) {
    try {
      const target = has('f') || has('e') || has('m') ? resolvePath(call.process, path) : files.statLink(path).target;
      if (target === undefined) code = 1;
      else yield* call.print(`${target}${has('n') ? '' : '\n'}`);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      code = 1;
    }
  }
  return code;
}

function* which(call: ToolCall): Coroutine<number> {
  const { files, env } = call.process;
  let code = 0;
  for (const name of call.args.filter((arg) => arg !== '-a')) {
    const directories = (env.get('PATH') ?? '/bin:/usr/bin').split(':');
    const candidates = name.includes('/') ? [name] : directories.map((directory) => `${directory}/${name}`);
    const found = candidates.find(
      (path) => files.exists(path) && files.stat(path).type === 'file' && files.mayAccess(path, 'execute'),
    );
    if (found === undefined) code = 1;
    else yield* call.print(`${found}\n`);
  }
  return code;
}

/** A mode after `u+x,go-w` or `755`; undefined for what is none. */
export function changedMode(text: string, mode: number, isDirectory: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let result = mode;
  for (const clause of text.split(',')) {
    const [, who = '', changes = ''] = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause) ?? [];
    if (changes === '') return undefined;
    const classes = who === '' || who.includes('a') ? 'ugo' : who;
    for (const [, operator = '', letters = ''] of changes.matchAll(/([-+=])([rwxXst]*)/g)) {
      let triple = 0;
      if (letters.includes('r')) triple |= 4;
      if (letters.includes('w')) triple |= 2;
      if (letters.includes('x') || (letters.includes('X') && (isDirectory || (mode & 0o111) !== 0))) triple |= 1;
      let bits = 0;
      let all = 0;
      for (const [letter, shift] of [
        ['u', 6],
        ['g', 3],
        ['o', 0],
      ] as const) {
        if (!classes.includes(letter)) continue;
        bits |= triple << shift;
        all |= 7 << shift;
      }
      if (letters.includes('s')) bits |= (classes.includes('u') ? 0o4000 : 0) | (classes.includes('g') ? 0o2000 : 0);
      if (letters.includes('t')) bits |= 0o1000;
      result = operator === '+' ? result | bits : operator === '-' ? result & ~bits : (result & ~all) | bits;
    }
  }
  return result;
}

/** A path, and with `isRecursive` all below it. */
function* pathsBelow(process: Process, path: string, isRecursive: boolean): Generator<string> {
  yield path;
  const { files } = process;
  if (!isRecursive || files.statLink(path).type !== 'directory') return;
  for (const { name } of files.list(path)) yield* pathsBelow(process, `${path.replace(/\/$/, '')}/${name}`, true);
}

function* changeAll(
  call: ToolCall,
  paths: readonly string[],
  isRecursive: boolean,
  change: (path: string) => void,
  gnuText: string,
): Coroutine<number> {
  let code = 0;
  for (const path of paths) {
    const isDone = yield* call.attempt(
      () => {
        call.process.files.statLink(path);
        for (const each of pathsBelow(call.process, path, isRecursive)) change(each);
      },
      (message) =>
        call.isBusybox
          ? `${path}: ${message}`
          : message.startsWith('No such')
            ? `cannot access '${path}': ${message}`
            : `${gnuText} '${path}': ${message}`,
    );
    if (!isDone) code = 1;
  }
  return code;
}

function* chmod(call: ToolCall): Coroutine<number> {
  // `chmod -x file` takes permissions away: no option begins with r, w, x, s or t.
  const isRecursive = call.args.some((arg) => /^-[vcf]*R[vcf]*$|^--recursive$/.test(arg));
  const [mode, ...paths] = call.args.filter((arg) => !/^-[Rvcf]+$|^--/.test(arg));
  if (mode === undefined || paths.length === 0) return yield* call.missingOperand();
  const { files } = call.process;
  if (changedMode(mode, 0, false) === undefined) {
    const hint = call.isBusybox ? '' : `\nTry 'chmod --help' for more information.`;
    return yield* call.fail(`invalid mode${call.isBusybox ? '' : ':'} '${mode}'${hint}`);
  }
  return yield* changeAll(
    call,
    paths,
    isRecursive,
    (path) => {
      const stat = files.stat(path);
      files.changeMode(path, changedMode(mode, stat.mode, stat.type === 'directory') ?? stat.mode);
    },
    'changing permissions of',
  );
}

function* chown(call: ToolCall): Coroutine<number> {
  const { has, operands } = yield* call.options({
    letters: 'RhvcfLHP',
    long: { recursive: 'R', verbose: 'v', 'no-dereference': 'h' },
  });
  const [owner, ...paths] = operands;
  if (owner === undefined || paths.length === 0) return yield* call.missingOperand();
  const names = new NameTable(call.process);
  const [user = '', group] = call.name === 'chgrp' ? ['', owner] : owner.split(/[:.]/);
  const numberOf = (path: '/etc/passwd' | '/etc/group', name: string): number | undefined =>
    /^\d+$/.test(name) ? Number(name) : names.find(path, name);
  const uid = user === '' ? -1 : numberOf('/etc/passwd', user);
  const gid = group === undefined || group === '' ? -1 : numberOf('/etc/group', group);
  if (uid === undefined || gid === undefined) {
    const wrong = uid === undefined ? user : (group ?? '');
    return yield* call.fail(
      call.isBusybox
        ? `unknown ${uid === undefined ? 'user' : 'group'} ${wrong}`
        : `invalid ${uid === undefined ? 'user' : 'group'}: '${owner}'`,
    );
  }
  const { files } = call.process;
  return yield* changeAll(
    call,
    paths,
    has('R'),
    (path) => {
      const stat = files.stat(path);
      files.changeOwner(path, uid < 0 ? stat.uid : uid, gid < 0 ? stat.gid : gid);
    },
    'changing ownership of',
  );
}

/** Tools about paths and what may be done with them. */
export const pathTools: Readonly<Record<string, Tool>> = {
  basename,
  chgrp: chown,
  chmod,
  chown,
  dirname,
  pwd,
  readlink,
  realpath,
  which,
};
