import { SAMPLE_SECRETS } from '../../../../src/workshop/environments';
import { clearTextSecret } from '../../../../src/workshop/synthesis/checks/clear-text-secret';
import { secretsIn } from '../../../../src/workshop/synthesis/checks/secret-text';
import { config, container, deployment, type Given, judged, type Part, production, secret, setOf } from './builders';

const FOUND = 'clear-text-secret';
const rulesOf = (object: Given, policy: 'sample' | 'derived' | 'reference' = 'reference'): string[] =>
  judged(clearTextSecret, setOf([object], production(policy))).rules.map((rule) => rule.replace(/ .*/, ''));
const running = (fields: Part): Given => deployment('web', { containers: [container(fields)] });

test.each([
  ['DB_PASSWORD', 'geheim', [FOUND]],
  ['PARSE_SERVER_MASTER_KEY', 'geheim', [FOUND]],
  ['API_TOKEN', 'geheim', [FOUND]],
  ['CLIENT_SECRET', 'geheim', [FOUND]],
  ['DATABASE_URL', 'mysql://root:geheim@db/app', [FOUND]],
  ['DATABASE_URL', 'mysql://root:$(PASSWORD)@db/app', []],
  ['DATABASE_URL', 'mysql://db/app', []],
  ['DB_PASSWORD', '$(OTHER)', []],
  ['DB_PASSWORD', '', []],
  ['DB_PASSWORD_FILE', '/run/secrets/db', []],
  ['SECRET_NAME', 'web', []],
  ['MYSQL_ALLOW_EMPTY_PASSWORD', 'yes', []],
  ['POSTGRES_INITDB_ARGS', '--set password_encryption=md5', []],
  ['TOKENIZER', 'standard', []],
  ['GREETING', 'hello', []],
])('a variable %s=%s', (name, value, rules) => {
  expect(rulesOf(running({ env: [{ name, value }] }))).toEqual(rules);
});

test('a variable from a Secret is as it should be', () => {
  const env = [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
  expect(rulesOf(running({ env }))).toEqual([]);
});

test.each([
  [['app', '-db-password=geheim'], [FOUND]],
  [['app', '--password', 'geheim'], [FOUND]],
  [['app', '--password', '--verbose'], []],
  [['sh', '-c', 'PASSWORD=geheim app'], [FOUND]],
  [['sh', '-c', 'app -db-password=$MYSQL_ROOT_PASSWORD'], []],
  [['app', '--password-file=/run/secrets/db'], []],
  [['app', '-port=80'], []],
])('a command %j', (command, rules) => {
  expect(rulesOf(running({ command }))).toEqual(rules);
});

test.each([
  ['password: geheim', ['password']],
  ['{ "password": "geheim" }', ['password']],
  ["  password : 'geheim',", ['password']],
  ['requirepass geheim', ['requirepass']],
  ['masterauth "geheim"', ['masterauth']],
  ['url = redis://:geheim@redis', ['the password of a URL']],
  ['password: process.env.DB_PASSWORD,', []],
  ["const password = readFileSync('/run/secrets/db');", []],
  ['password: ${DB_PASSWORD}', []],
  ["c.NotebookApp.password = ''", []],
  ['secretName: web-tls', []],
  ['# no passwords here', []],
  ['maxmemory 64mb', []],
])('a configuration file with the line %s', (line, names) => {
  expect(secretsIn(`first: line\n${line}\nlast: line\n`)).toEqual(names);
  expect(rulesOf(config('c', { 'app.conf': `first: line\n${line}\n` }))).toEqual(names.length === 0 ? [] : [FOUND]);
});

test('a key of a ConfigMap that is called like a secret', () => {
  expect(rulesOf(config('c', { password: 'geheim' }))).toEqual([FOUND]);
  expect(rulesOf(config('c', { 'password-file': '/run/secrets/db' }))).toEqual([]);
});

const LABEL = { metadata: { labels: { 'workshop-stacks/sample-secret': 'true' } } };
const VALUE = { token: Buffer.from('geheim').toString('base64') };

test.each<[string, 'sample' | 'derived' | 'reference', Given, string[]]>([
  ['values', 'reference', secret('s', VALUE), [FOUND]],
  ['values, though marked', 'reference', secret('s', VALUE, LABEL), [FOUND]],
  ['plain values', 'reference', secret('s', {}, { stringData: { token: 'geheim' } }), [FOUND]],
  ['no values', 'reference', secret('s', {}, { type: 'kubernetes.io/service-account-token' }), []],
  ['values without the mark', 'derived', secret('s', VALUE), [FOUND]],
  ['values with the mark', 'derived', secret('s', VALUE, LABEL), []],
  [
    'samples with the mark',
    'sample',
    secret('s', { token: Buffer.from('my-master-key').toString('base64') }, LABEL),
    [],
  ],
])('a Secret with %s where Secrets are a matter of %s', (_what, policy, object, rules) => {
  expect(rulesOf(object, policy)).toEqual(rules);
});

test.each(Object.entries(SAMPLE_SECRETS).filter(([, value]) => value.length >= 8))(
  'the sample %s is found anywhere',
  (_name, value) => {
    expect(rulesOf(config('c', { notes: `see ${value} there` }))).toContain(FOUND);
    expect(rulesOf(running({ lifecycle: { postStart: { exec: { command: ['echo', value] } } } }))).toEqual([FOUND]);
    expect(rulesOf(secret('s', { k: Buffer.from(value).toString('base64') }, LABEL), 'derived')).toEqual([FOUND]);
  },
);

test('a finding names the place and never the value', () => {
  const objects = [
    running({ env: [{ name: 'DB_PASSWORD', value: 'geheim' }], args: ['-password=geheim'] }),
    config('c', { 'app.conf': 'password: geheim' }),
    secret('s', VALUE),
  ];
  const { messages } = judged(clearTextSecret, setOf(objects, production()));
  expect(messages).toEqual([
    'spec.template.spec.containers[0].env[0].value: DB_PASSWORD holds a secret in clear text; keep it in a RequiredSecret and refer to it',
    'spec.template.spec.containers[0].args[0]: -password holds a secret in clear text; keep it in a RequiredSecret and refer to it by a variable',
    'data["app.conf"]: password holds a secret in clear text; keep it in a RequiredSecret and refer to it',
    "data: values must not be written in 'dev', where the deployment supplies Secrets; declare a RequiredSecret instead",
  ]);
});
