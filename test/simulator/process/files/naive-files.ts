import { SystemError, type ErrorCode } from '../../../../src/simulator/process';

/** A file of the naive model: an object that names point to. */
export type NaiveNode =
  | { readonly type: 'file'; text: string }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'directory'; readonly entries: Record<string, NaiveNode> };

type NaiveDirectory = Extract<NaiveNode, { type: 'directory' }>;

const fail = (code: ErrorCode): never => {
  throw new SystemError(code);
};

/** A directory with nothing in it. */
export const emptyDirectory = (): NaiveDirectory => ({ type: 'directory', entries: {} });

interface Found {
  /** Names of directories on the way, and of the thing itself; none for the root. */
  readonly way: readonly string[];
  readonly node: NaiveNode | undefined;
}

/** Files of root without mounts, written down as simply as can be: what FileSystem is compared with. */
export class NaiveFiles {
  constructor(readonly root: NaiveDirectory = emptyDirectory()) {}

  write(path: string, text: string): void {
    const { way, node } = this.find(path, true);
    if (node?.type === 'directory') fail('EISDIR');
    if (node?.type === 'file') node.text = text;
    else this.put(way, { type: 'file', text });
  }

  append(path: string, text: string): void {
    const { node } = this.find(path, true);
    this.write(path, node?.type === 'file' ? node.text + text : text);
  }

  read(path: string): string {
    const { node } = this.find(path, true);
    if (node === undefined) return fail('ENOENT');
    return node.type === 'file' ? node.text : fail('EISDIR');
  }

  list(path: string): readonly string[] {
    const { node } = this.find(path, true);
    if (node === undefined) return fail('ENOENT');
    return node.type === 'directory' ? Object.keys(node.entries).sort() : fail('ENOTDIR');
  }

  realPath(path: string): string {
    const { way, node } = this.find(path, true);
    return node === undefined ? fail('ENOENT') : `/${way.join('/')}`;
  }

  makeDirectory(path: string): void {
    const { way, node } = this.find(path, false);
    if (node !== undefined) fail('EEXIST');
    this.put(way, emptyDirectory());
  }

  symlink(target: string, path: string): void {
    const { way, node } = this.find(path, false);
    if (node !== undefined) fail('EEXIST');
    this.put(way, { type: 'symlink', target });
  }

  link(target: string, path: string): void {
    const source = this.find(target, false);
    if (source.node === undefined) return fail('ENOENT');
    const { way, node } = this.find(path, false);
    if (node !== undefined) fail('EEXIST');
    if (source.node.type === 'directory') fail('EPERM');
    this.put(way, source.node);
  }

  remove(path: string): void {
    const { way, node } = this.find(path, false);
    if (node === undefined) fail('ENOENT');
    if (way.length === 0) fail('EBUSY');
    if (node?.type === 'directory' && Object.keys(node.entries).length > 0) fail('ENOTEMPTY');
    this.take(way);
  }

  rename(from: string, to: string): void {
    const source = this.find(from, false);
    if (source.node === undefined) return fail('ENOENT');
    const target = this.find(to, false);
    if (source.way.length === 0 || target.way.length === 0) fail('EBUSY');
    const isWithin = (inner: readonly string[], outer: readonly string[]): boolean =>
      inner.length > outer.length && outer.every((name, index) => inner[index] === name);
    if (isWithin(target.way, source.way)) fail('EINVAL');
    if (isWithin(source.way, target.way)) fail('ENOTEMPTY');
    if (target.node === source.node) return;
    if (target.node !== undefined) {
      if (source.node.type !== 'directory' && target.node.type === 'directory') fail('EISDIR');
      if (source.node.type === 'directory' && target.node.type !== 'directory') fail('ENOTDIR');
      if (target.node.type === 'directory' && Object.keys(target.node.entries).length > 0) fail('ENOTEMPTY');
    }
    this.take(source.way);
    this.put(target.way, source.node);
  }

  private at(way: readonly string[]): NaiveNode | undefined {
    let node: NaiveNode | undefined = this.root;
    for (const name of way) node = node?.type === 'directory' ? node.entries[name] : undefined;
    return node;
  }

  private put(way: readonly string[], node: NaiveNode): void {
    const parent = this.at(way.slice(0, -1));
    if (parent?.type === 'directory') parent.entries[way.at(-1) as string] = node;
  }

  private take(way: readonly string[]): void {
    const parent = this.at(way.slice(0, -1));
    if (parent?.type === 'directory') delete parent.entries[way.at(-1) as string];
  }

  private find(path: string, followsLast: boolean, from: readonly string[] = [], links = 0): Found {
    if (links > 40) return fail('ELOOP');
    let way: readonly string[] = path.startsWith('/') ? [] : from;
    const names = path.split('/').filter((name) => name !== '');
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      if (this.at(way)?.type !== 'directory') fail('ENOTDIR');
      if (name === '..') {
        way = way.slice(0, -1);
        continue;
      }
      const next = [...way, name];
      const node = this.at(next);
      if (node === undefined) return isLast ? { way: next, node } : fail('ENOENT');
      if (node.type === 'symlink' && (!isLast || followsLast)) {
        const rest = [node.target, ...names.slice(index + 1)].join('/');
        return this.find(rest, followsLast, way, links + 1);
      }
      way = next;
    }
    return { way, node: this.at(way) };
  }
}
