import { foldBlocks } from '../../../../src/simulator/images/python/blocks';
import { pythonImage } from '../../../../src/simulator/images/python';
import { ProgramWorld } from '../program-world';

test.each([
  { source: 'a = 1\n\n# why\nb = 2\n', lines: ['a = 1', 'b = 2'] },
  { source: 'for x in y: # all\n  a(x)\n  b(x)\nc()', lines: ['for x in y: a(x); b(x)', 'c()'] },
  { source: 'for x in y:\n  a(x)\nfor z in y:\n    b(z)', lines: ['for x in y: a(x)', 'for z in y: b(z)'] },
  { source: "d = {'a': 1}\nfor x in y: a(x)", lines: ["d = {'a': 1}", 'for x in y: a(x)'] },
])('$source is $lines', ({ source, lines }) => expect(foldBlocks(source)).toEqual(lines));

test.each([
  { source: 'for x in [1, 2]:\n  y = x\n  print(y)\nprint("end")', code: 0, output: '1\n2\nend\n' },
  { source: 'for x in [1]:\nprint(x)', code: 1, output: /IndentationError: expected an indented block\n$/ },
  { source: '  print(1)', code: 1, output: /IndentationError: unexpected indent\n$/ },
  // Not modelled, and therefore refused.
  { source: 'for x in [1]:\n  for y in [2]:\n    print(y)\n  print(x)', code: 1, output: /Error: / },
])('python -c $source', ({ source, code, output }) => {
  const world = new ProgramWorld([pythonImage]);
  const ran = world.start('python', 'python:3.9', { argv: ['sleep', '1000'] }).command(['python3', '-c', source]);
  expect(ran.code).toBe(code);
  if (typeof output === 'string') expect(ran.output).toBe(output);
  else expect(ran.output).toMatch(output);
});
