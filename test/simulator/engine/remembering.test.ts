import { remembering } from '../../../src/simulator/engine';

test('what was made of a text is made once', () => {
  const made: string[] = [];
  const upper = remembering((text) => {
    made.push(text);
    return { text: text.toUpperCase() };
  });
  expect(upper('a')).toBe(upper('a'));
  expect(upper('b')).toEqual({ text: 'B' });
  expect(made).toEqual(['a', 'b']);
});

test('of very many texts it forgets some, and makes the same of them again', () => {
  let made = 0;
  const lengthOf = remembering((text) => {
    made += 1;
    return text.length;
  });
  const texts = Array.from({ length: 5000 }, (_, index) => `text ${index}`);
  for (const text of [...texts, ...texts]) expect(lengthOf(text)).toBe(text.length);
  expect(made).toBeGreaterThan(texts.length);
});

test('what was made of a long text is not kept: it would hold too much', () => {
  let made = 0;
  const lengthOf = remembering((text) => {
    made += 1;
    return text.length;
  });
  const long = 'x'.repeat(100_000);
  expect([lengthOf(long), lengthOf(long)]).toEqual([long.length, long.length]);
  expect(made).toBe(2);
});
