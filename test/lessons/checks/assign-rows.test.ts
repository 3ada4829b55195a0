import { assignRows } from '../../../src/lessons/checks/assign-rows';

const pods = (...names: readonly string[]) => names.map((NAME) => ({ NAME, STATUS: 'Running' }));

describe('rows of a table', () => {
  test.each([
    ['each has one of its own', ['a', 'b'], ['b', 'a'], true],
    ['two are not one', ['{{name}}', '{{name}}'], ['a'], false],
    ['a pattern leaves the row that only another can have', ['{{name}}', 'a'], ['a', 'b'], true],
    ['nothing is wanted of the others', [], ['a'], true],
    ['one of them is not there', ['a', 'c'], ['a', 'b'], false],
  ])('%s', (_, wanted, actual, isSo) => {
    expect(assignRows(pods(...wanted), pods(...actual), new Map()) !== undefined).toBe(isSo);
  });

  test('names are the same in all rows, and are told', () => {
    const wanted = pods('web-{{hash as H}}-{{suffix}}', 'web-{{$H}}-{{suffix}}');
    expect(assignRows(wanted, pods('web-aaaaaaaa-bbbbb', 'web-aaaaaaaa-ccccc'), new Map())?.get('H')).toBe('aaaaaaaa');
    expect(assignRows(wanted, pods('web-aaaaaaaa-bbbbb', 'web-dddddddd-ccccc'), new Map())).toBeUndefined();
  });

  test('a wrong row among a hundred that are alike is found at once', () => {
    const wanted = [
      ...pods(...Array.from({ length: 100 }, () => 'job-{{suffix}}')),
      { NAME: 'other', STATUS: 'Running' },
    ];
    const actual = pods(...Array.from({ length: 101 }, (_, index) => `job-a${String(index).padStart(4, '0')}`));
    const before = process.cpuUsage();
    expect(assignRows(wanted, actual, new Map())).toBeUndefined();
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});
