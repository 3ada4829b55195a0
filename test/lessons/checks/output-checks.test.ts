import { holds, judgeOutput } from '../../../src/lessons/checks';
import { readTables } from '../../../src/lessons/checks/table';
import { fails, lines, type OutputCheck, prints, rows, table } from '../../../src/lessons/model';

const PODS = `NAME                     READY   STATUS             RESTARTS      AGE
rng-6d4b75cb6d-x7k2p     1/1     Running            0             2m7s
worker-7f9c5d8b6-abcde   0/1     CrashLoopBackOff   1 (20s ago)   45s
`;

const judged = (check: unknown, text: string, exitCode: number | undefined = 0): boolean =>
  holds(judgeOutput(check as OutputCheck, { text, exitCode }, new Map()));

describe('a table of kubectl', () => {
  test('is read by the words over its columns', () => {
    expect(readTables(PODS)).toEqual([
      { NAME: 'rng-6d4b75cb6d-x7k2p', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '2m7s' },
      { NAME: 'worker-7f9c5d8b6-abcde', READY: '0/1', STATUS: 'CrashLoopBackOff', RESTARTS: '1 (20s ago)', AGE: '45s' },
    ]);
  });

  test('may have words of several parts over a column, and empty cells', () => {
    expect(readTables('NAME   NOMINATED NODE   AGE\na                       1s\n')).toEqual([
      { NAME: 'a', 'NOMINATED NODE': '', AGE: '1s' },
    ]);
  });

  test('may be followed by another one', () => {
    expect(readTables('NAME    AGE\npod/a   1s\n\nNAME        TYPE\nservice/b   ClusterIP\n')).toEqual([
      { NAME: 'pod/a', AGE: '1s' },
      { NAME: 'service/b', TYPE: 'ClusterIP' },
    ]);
  });
});

describe('what a command prints', () => {
  const rng = { NAME: 'rng-{{hash}}-{{suffix}}', STATUS: 'Running' };
  const worker = { NAME: 'worker-{{hash}}-{{suffix}}', READY: '0/1' };

  test.each([
    ['exactly the rows, in any order', table(worker, rng), true],
    ['a row too few', table(rng), false],
    ['some rows among others', rows(rng), true],
    ['a row with another cell', rows({ ...rng, STATUS: 'Pending' }), false],
    ['a column that is not there', rows({ NODE: 'node1' }), false],
    ['the same row twice', rows(rng, rng), false],
    ['a line', lines('rng-{{hash}}-{{suffix}} 1/1 Running 0 {{age}}'), true],
    ['a part of a line', lines('1/1 Running 0'), false],
    [
      'lines in another order',
      lines('worker-{{hash}}-{{suffix}} 0/1 CrashLoopBackOff 1 ({{age}} ago) 45s', 'NAME READY'),
      false,
    ],
    ['not the whole text', prints('NAME'), false],
    ['the whole text', prints(PODS), true],
    ['a failure', fails(), false],
  ])('%s', (_, check, isSo) => {
    expect(judged(check, PODS)).toBe(isSo);
  });

  test('nothing is seen in nothing', () => {
    for (const check of [table(rng), rows(rng), lines('a'), prints('a')])
      expect(judged(check, '', undefined)).toBe(false);
  });

  test('how a command ends is looked at', () => {
    expect(judged(fails(), '', 1)).toBe(true);
    expect(judged(fails(137), '', 1)).toBe(false);
    expect(judged(fails(137), '', 137)).toBe(true);
    expect(judged(fails(), '', undefined)).toBe(false);
  });

  test('what is wrong is told with both sides', () => {
    expect(judgeOutput({ kind: 'prints', text: 'a' }, { text: 'b\n', exitCode: 3 }, new Map())).toEqual({
      expected: 'a',
      actual: 'b\n\n[exit code 3]',
    });
  });
});
