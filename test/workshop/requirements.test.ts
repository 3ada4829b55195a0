import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, ROOT } from '../support/source-files';
import { describeWithTexts, readCatalogue } from '../support/workshop-texts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const FOLDER = 'test/workshop/requirements';

const IDS = Array.from({ length: 42 }, (_, index) => `IAC-${String(index + 1).padStart(2, '0')}`);

/** What docs/REQUIREMENTS.md says of each requirement, by id. */
const documented = new Map(
  [...read('docs/REQUIREMENTS.md').matchAll(/^- (IAC-\d\d): ((?:.|\n {2})*)/gm)].map(([, id = '', text = '']) => [
    id,
    text,
  ]),
);

/** Files with a test whose name begins with each id. */
const tested = new Map(
  IDS.map((id) => [
    id,
    filesBelow(FOLDER)
      .filter((path) =>
        new RegExp(`^\\s*(?:test\\(|\\]\\)\\(|\\)\\(|test\\.each\\(.*\\)\\()?\\s*['\`]${id}: `, 'm').test(read(path)),
      )
      .map((path) => path.slice(FOLDER.length + 1)),
  ]),
);

test('the document lists every requirement once, in order', () => {
  const listed = [...read('docs/REQUIREMENTS.md').matchAll(/^- (IAC-\d\d):/gm)].map(([, id]) => id);
  expect(listed).toEqual(IDS);
});

test.each(IDS)('%s is shown by a test, or left to a later issue', (id) => {
  const text = documented.get(id) ?? '';
  const isLeft = /left\s+to issue \d/.test(text);
  const named = [...text.matchAll(/`([a-z-]+\.test\.ts)`/g)].map(([, file]) => file);
  expect(named).toEqual(tested.get(id));
  expect(named.length > 0 || isLeft).toBe(true);
});

describeWithTexts('the requirements of the texts', () => {
  test('are the ones in the document', () => {
    expect(readCatalogue().requirements.map(({ id }) => id)).toEqual(IDS);
  });
});
