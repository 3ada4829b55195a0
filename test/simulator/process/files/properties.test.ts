import fc from 'fast-check';
import type { FileDefinition, FileSystem } from '../../../../src/simulator/process';
import { NaiveFiles } from './naive-files';
import { files, outcome } from './sample-files';

/** What both sides can do. */
interface Doer {
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  makeDirectory(path: string): void;
  symlink(target: string, path: string): void;
  link(target: string, path: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
}

interface Seer {
  read(path: string): string;
  list(path: string): readonly string[];
  realPath(path: string): string;
}

const seen = (view: FileSystem): Seer => ({
  read: (path) => view.readText(path),
  list: (path) => view.list(path).map(({ name }) => name),
  realPath: (path) => view.realPath(path),
});

type Step = (subject: Doer & Seer) => unknown;

const bothSides = (view: FileSystem): Doer & Seer => ({
  ...seen(view),
  write: (path, text) => view.write(path, text),
  append: (path, text) => view.append(path, text),
  makeDirectory: (path) => view.makeDirectory(path),
  symlink: (target, path) => view.symlink(target, path),
  link: (target, path) => view.link(target, path),
  remove: (path) => view.remove(path),
  rename: (from, to) => view.rename(from, to),
});

const name = fc.constantFrom('a', 'b', 'c');
const path = fc
  .array(fc.oneof({ weight: 8, arbitrary: name }, fc.constant('..')), { minLength: 1, maxLength: 4 })
  // What may be done to a path that ends in `..` is a question of its own.
  .filter((names) => names.at(-1) !== '..')
  .map((names) => `/${names.join('/')}`);
const target = fc.oneof(
  path,
  name,
  path.map((absolute) => `..${absolute}`),
);
const text = fc.string({ maxLength: 5 });

const told = (words: string, step: Step): readonly [string, Step] => [words, step];

const step = fc.oneof(
  fc.tuple(path, text).map(([p, t]) => told(`write ${p}`, (to) => to.write(p, t))),
  fc.tuple(path, text).map(([p, t]) => told(`append ${p}`, (to) => to.append(p, t))),
  path.map((p) => told(`mkdir ${p}`, (to) => to.makeDirectory(p))),
  fc.tuple(target, path).map(([t, p]) => told(`symlink ${t} ${p}`, (to) => to.symlink(t, p))),
  fc.tuple(path, path).map(([t, p]) => told(`link ${t} ${p}`, (to) => to.link(t, p))),
  path.map((p) => told(`remove ${p}`, (to) => to.remove(p))),
  fc.tuple(path, path).map(([f, t]) => told(`rename ${f} ${t}`, (to) => to.rename(f, t))),
  path.map((p) => told(`read ${p}`, (to) => to.read(p))),
  path.map((p) => told(`list ${p}`, (to) => to.list(p))),
  path.map((p) => told(`realpath ${p}`, (to) => to.realPath(p))),
);
const steps = fc.array(step, { minLength: 1, maxLength: 40 });

/** All that can be found below a directory. */
function everything(view: Seer, directory = ''): readonly string[] {
  return view.list(`${directory}/`).flatMap((entry) => {
    const at = `${directory}/${entry}`;
    const inside = outcome(() => view.realPath(at));
    if (inside !== at) return [`${at} -> ${String(inside)}`];
    const below = outcome(() => everything(view, at));
    return Array.isArray(below) ? [`${at}/`, ...(below as string[])] : [`${at}: ${view.read(at)}`];
  });
}

test('any sequence of operations gives the results, the errors and the files of a naive model', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const subject = bothSides(files());
      const model = new NaiveFiles();
      for (const [words, run] of sequence) {
        const expected = outcome(() => run(model));
        expect([words, outcome(() => run(subject))]).toEqual([words, expected]);
      }
      expect(everything(subject)).toEqual(everything(model));
    }),
    { numRuns: 400 },
  );
});

const definition: fc.Arbitrary<FileDefinition> = fc.oneof(
  text.map((content): FileDefinition => ({ type: 'file', content })),
  fc.constant<FileDefinition>({ type: 'directory' }),
  target.map((to): FileDefinition => ({ type: 'symlink', target: to })),
);
const layer = fc.dictionary(
  fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`),
  definition,
  { maxKeys: 5 },
);

/** Copies what is in a view into new files, as an image without layers. */
function copied(view: FileSystem): FileSystem {
  const copy = files();
  const copyAll = (directory: string): void => {
    for (const { name: entry, type } of view.list(`${directory}/`)) {
      const at = `${directory}/${entry}`;
      if (type === 'directory') {
        copy.makeDirectory(at);
        copyAll(at);
      } else if (type === 'symlink') copy.symlink(view.statLink(at).target ?? '', at);
      else copy.write(at, view.read(at));
    }
  };
  copyAll('');
  return copy;
}

test('files of layers behave as files that were written, and the layers never change', () => {
  fc.assert(
    fc.property(fc.array(layer, { maxLength: 3 }), steps, (layers, sequence) => {
      const before = everything(seen(files(layers)));
      const subject = bothSides(files(layers));
      const model = bothSides(copied(files(layers)));
      for (const [words, run] of sequence) {
        const expected = outcome(() => run(model));
        expect([words, outcome(() => run(subject))]).toEqual([words, expected]);
      }
      expect(everything(subject)).toEqual(everything(model));
      expect(everything(seen(files(layers)))).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test('what is used is the sum of what is written, whatever was done', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const view = files();
      for (const [, run] of sequence) outcome(() => run(bothSides(view)));
      const sizes = new Map<number, number>();
      const measure = (directory: string): void => {
        for (const { name: entry, type } of view.list(`${directory}/`)) {
          const at = `${directory}/${entry}`;
          const { inode, sizeBytes } = view.statLink(at);
          if (type === 'file') sizes.set(inode, sizeBytes);
          if (type === 'directory') measure(at);
        }
      };
      measure('');
      const sum = [...sizes.values()].reduce((total, size) => total + size, 0);
      expect(view.mounts()[0]?.usedBytes).toBe(sum);
    }),
  );
});
