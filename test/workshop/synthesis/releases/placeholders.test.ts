import { fillIn, parametersIn } from '../../../../src/workshop/synthesis/releases/placeholders';

const values = { count: 3, name: 'web', isOn: false, open: undefined, size: { limits: { cpu: '1' } } };

test.each([
  { what: 'a number alone', template: { replicas: '{{count}}' }, filled: { replicas: 3 } },
  { what: 'a truth value alone', template: { on: '{{isOn}}' }, filled: { on: false } },
  { what: 'text around values', template: 'a-{{name}}-{{count}}', filled: 'a-web-3' },
  { what: 'a part of a value', template: { cpu: '{{size.limits.cpu}}' }, filled: { cpu: '1' } },
  { what: 'a part without value', template: { cpu: '{{size.limits.memory}}' }, filled: {} },
  { what: 'an entry without value', template: { a: '{{open}}', b: { c: '{{open}}' } }, filled: { b: {} } },
  { what: 'entries of a list', template: ['{{name}}', { port: '{{count}}' }], filled: ['web', { port: 3 }] },
  { what: 'a key', template: { '{{name}}.conf': 'x' }, filled: { 'web.conf': 'x' } },
  { what: 'other template languages', template: '{{ .Name }} {{.name}}', filled: '{{ .Name }} {{.name}}' },
  { what: 'values that are no text', template: [null, 1, true], filled: [null, 1, true] },
])('fills in $what', ({ template, filled }) => {
  expect(fillIn('web.yaml', template, values)).toEqual(filled);
});

test.each([
  [{ spec: { replicas: '{{cuont}}' } }, "web.yaml: spec.replicas: unknown placeholder '{{cuont}}'; did you mean 'count'?"],
  [{ args: ['--name={{open}}'] }, "web.yaml: args[0]: '{{open}}' stands inside text and needs a value: give parameter"],
  [{ args: ['{{open}}'] }, 'web.yaml: args[0]: an entry of a list needs a value for {{open}}'],
  [{ data: { '{{open}}': 'x' } }, "web.yaml: data.{{open}}: '{{open}}' stands inside text and needs a value"],
])('refuses %j', (template, message) => {
  expect(() => fillIn('web.yaml', template, values)).toThrow(message);
});

test('a value is never read as a template', () => {
  expect(fillIn('web.yaml', { a: 'x{{name}}' }, { name: '{{count}}' })).toEqual({ a: 'x{{count}}' });
});

test('finds the parameters of a template, once each', () => {
  expect([...parametersIn({ a: '{{name}}', b: ['{{name}}:{{count}}'], '{{size.limits.cpu}}': 1 })]).toEqual([
    'name',
    'count',
    'size',
  ]);
});
