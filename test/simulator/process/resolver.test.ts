import {
  candidatesOf,
  type Coroutine,
  type DnsAnswer,
  type FileLayer,
  type NetworkStack,
  readResolverSettings,
  resolve,
  SystemError,
} from '../../../src/simulator/process';
import { noNetwork, startProgramContainer } from '../../support/program-container';

const RESOLV_CONF = `# made by kubelet
search default.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5
`;

type Answers = Readonly<Record<string, readonly string[] | 'SERVFAIL' | 'silence'>>;

/** A network whose DNS servers know `answers`; who was asked for what is noted. */
function dnsNetwork(answers: Answers, asked: string[]): NetworkStack {
  return {
    ...noNetwork,
    // eslint-disable-next-line require-yield -- The answer is there at once.
    *query(name, type, server = 'default'): Coroutine<DnsAnswer> {
      asked.push(`${server} ${name}`);
      const answer = answers[`${server} ${name}`] ?? answers[name];
      if (answer === 'silence') throw new SystemError('ETIMEDOUT');
      if (answer === 'SERVFAIL') return { status: 'SERVFAIL', records: [], server };
      if (answer === undefined) return { status: 'NXDOMAIN', records: [], server };
      const records = answer.map((data) => ({ name: `${name}.`, type, ttl: 30, data }));
      return { status: 'NOERROR', records, server };
    },
  };
}

/** What a name is resolved to, and what was asked for it. */
function resolved(name: string, answers: Answers = {}, files: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const layer: FileLayer = Object.fromEntries(
    Object.entries({ '/etc/resolv.conf': RESOLV_CONF, ...files }).map(([path, content]) => [
      path,
      { type: 'file' as const, content },
    ]),
  );
  const container = startProgramContainer({
    layer,
    network: dnsNetwork(answers, asked),
    *main(process) {
      yield* process.print((yield* resolve(process, name)).join(' '));
      return 0;
    },
  });
  container.pass(0);
  return { says: container.stdout() || container.stderr(), asked };
}

const SEARCHED = ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'];

test.each([
  { what: 'an address is one already', name: '10.0.0.7', says: '10.0.0.7', asks: 0 },
  { what: 'localhost needs no file', name: 'localhost', says: '127.0.0.1', asks: 0 },
  { what: 'a Service of the own namespace', name: 'redis', says: '10.96.0.5', asks: 1 },
  { what: 'a Service of another namespace', name: 'web.shop', says: '10.96.0.6', asks: 2 },
  { what: 'a name of the outside, after the search list', name: 'example.com', says: '1.2.3.4', asks: 4 },
  { what: 'a full name, at once', name: 'example.com.', says: '1.2.3.4', asks: 1 },
  { what: 'no such name', name: 'redsi', says: 'main: redsi: Name or service not known\n', asks: 4 },
  {
    what: 'a server in trouble',
    name: 'broken',
    says: 'main: broken: Temporary failure in name resolution\n',
    asks: 4,
  },
  { what: 'a silent server', name: 'silent', says: 'main: silent: Temporary failure in name resolution\n', asks: 2 },
])('$what: $name', ({ name, says, asks }) => {
  const answers: Answers = {
    'redis.default.svc.cluster.local': ['10.96.0.5'],
    'web.shop.svc.cluster.local': ['10.96.0.6'],
    'example.com': ['1.2.3.4'],
    'broken.default.svc.cluster.local': 'SERVFAIL',
    'silent.default.svc.cluster.local': 'silence',
  };
  const { says: said, asked } = resolved(name, answers);
  expect([said, asked.length]).toEqual([says, asks]);
});

test('/etc/hosts comes before DNS, whatever the case', () => {
  const hosts = '127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.0.0.9 db db.local # ours\n';
  expect(resolved('DB', {}, { '/etc/hosts': hosts })).toEqual({ says: '10.0.0.9', asked: [] });
  expect(resolved('localhost', {}, { '/etc/hosts': hosts }).says).toBe('127.0.0.1');
});

test('the second server is asked when the first is silent', () => {
  const config = 'nameserver 10.0.0.1\nnameserver 10.0.0.2\n';
  const { says, asked } = resolved(
    'a',
    { '10.0.0.1 a': 'silence', '10.0.0.2 a': ['1.1.1.1'] },
    { '/etc/resolv.conf': config },
  );
  expect([says, asked]).toEqual(['1.1.1.1', ['10.0.0.1 a', '10.0.0.2 a']]);
});

test.each([
  { name: 'redis', ndots: 5, names: [...SEARCHED.map((domain) => `redis.${domain}`), 'redis'] },
  { name: 'a.b', ndots: 1, names: ['a.b', ...SEARCHED.map((domain) => `a.b.${domain}`)] },
  { name: 'a.b.', ndots: 5, names: ['a.b'] },
])('$name with ndots $ndots is tried as $names', ({ name, ndots, names }) => {
  expect(candidatesOf(name, { servers: [], search: SEARCHED, ndots, attempts: 2 })).toEqual(names);
});

test('resolv.conf has defaults and limits', () => {
  const { files } = startedFiles(
    'options ndots:99 attempts:9 rotate\nsearch a\nsearch b c\n' + 'nameserver 1.1.1.1\n'.repeat(4),
  );
  expect(readResolverSettings(files)).toEqual({
    servers: ['1.1.1.1', '1.1.1.1', '1.1.1.1'],
    search: ['b', 'c'],
    ndots: 15,
    attempts: 5,
  });
  expect(readResolverSettings(startedFiles('').files)).toEqual({ servers: [], search: [], ndots: 1, attempts: 2 });
});

function startedFiles(content: string) {
  let files: Parameters<typeof readResolverSettings>[0] | undefined;
  startProgramContainer({
    layer: { '/etc/resolv.conf': { type: 'file', content } },
    *main(process) {
      files = process.files;
      yield* process.sleep(1);
      return 0;
    },
  }).pass(0);
  if (files === undefined) throw new Error('the program has not run');
  return { files };
}
