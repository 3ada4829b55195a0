import { CelError, compile, type CelValue } from '../../../../src/simulator/resources/custom/cel';

const self: CelValue = { name: 'web', replicas: 3, ports: [80, 443], labels: { app: 'web', 'a.b': 'c' } };

test.each([
  ['self.replicas > 1 && self.name == "web"', true],
  ["!has(self.mode) || self.mode != 'b'", true],
  ['self.ports.all(p, p > 0) && self.ports.exists(p, p == 443)', true],
  ['self.ports.exists_one(p, p > 0)', false],
  ['self.ports.map(p, p * 2)', [160, 886]],
  ['self.ports.filter(p, p < 100)', [80]],
  ['self.labels.all(k, self.labels[k].size() < 4)', true],
  ["'app' in self.labels && 80 in self.ports && !(81 in self.ports)", true],
  ["self.labels['a.b']", 'c'],
  ["self.name.matches('^w[a-z]+$') ? 'yes' : 'no'", 'yes'],
  ["self.name.startsWith('w') && self.name.endsWith('b') && self.name.contains('e')", true],
  ['7 / 2 + 7 % 2 - -1', 5],
  ['1 + 2 * 3 == 7 || false', true],
  ["size(self.ports) + size(self.name) + size('äö')", 7],
  ["'a,b'.split(',').join('-') + string(4)", 'a-b4'],
  ['[1, 2] + [3] == [1, 2, 3]', true],
  ['{"a": 1}.a', 1],
  ["self.?mode.orValue('none')", 'none'],
  ["r'\\d' + \"\\t\" + '''it's'''", "\\d\tit's"],
  ['self.missing == 1 || true', true],
  ['false && self.missing == 1', false],
])('%s', (source, value) => {
  expect(compile(source)({ self })).toEqual(value);
});

test.each([
  ['self.missing', 'no such key: missing'],
  ['self.ports[9]', 'index out of bounds: 9'],
  ['1 / 0', 'division by zero'],
  ['other', "undeclared reference to 'other' (in container '')"],
  ['self.name + 1', 'no such overload'],
  ['self.missing && true', 'no such key: missing'],
])('%s fails', (source, message) => {
  expect(() => compile(source)({ self })).toThrow(new CelError(message));
});

test.each(['1 +', '(1', 'a b', "'open", '#', '[1, 2', 'self..a'])('%s cannot be read', (source) => {
  expect(() => compile(source)).toThrow(CelError);
});
