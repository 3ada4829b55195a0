import '../support/client-library';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeClusterCertificates, readKubeconfig, selfSigned } from '../../src/simulator/edge';
import { ApiImpostor, kubeconfigText } from '../support/api-impostor';
import { sideBySide } from '../support/side-by-side';
import { ServedCluster } from '../support/simulated-cluster';
import { runCli } from './run-cli';
import { newFolder, writeTeamProgram } from './team-program';

jest.setTimeout(120_000);

const YEAR_MS = 365 * 24 * 3600 * 1000;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const folder = newFolder();
const app = writeTeamProgram(join(folder, 'program'));
const old = makeClusterCertificates(Date.now() - 3 * YEAR_MS);
const here = selfSigned('localhost', Date.now());
const elsewhere = selfSigned('elsewhere.example.com', Date.now());
const expired = selfSigned('localhost', Date.now() - 3 * YEAR_MS);

let served: ServedCluster;
const impostors: Record<string, ApiImpostor> = {};
let silent: TcpServer;
beforeAll(async () => {
  served = await ServedCluster.start({ nodes: 1 });
  const tls = ({ certificate, key }: typeof here) => ({ cert: certificate, key });
  impostors['plain'] = await ApiImpostor.start();
  impostors['elsewhere'] = await ApiImpostor.start(tls(elsewhere));
  impostors['expired'] = await ApiImpostor.start(tls(expired));
  impostors['other-authority'] = await ApiImpostor.start(tls(here));
  impostors['strict'] = await ApiImpostor.start({
    ...tls(here),
    ca: old.authority,
    requestCert: true,
    rejectUnauthorized: true,
  });
  silent = createTcpServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await served.stop();
  await Promise.all(Object.values(impostors).map((each) => each.stop()));
  silent.close();
});

const servedUrl = (): string => readKubeconfig(served.kubeconfig)?.url ?? '';
const urlOf = (name: string, host?: string): string => impostors[name]?.url(host) ?? '';

interface Case {
  readonly what: string;
  /** Text of the kubeconfig, when it is known what runs where. @default - there is no file */
  readonly text?: () => string;
  readonly says: RegExp;
  readonly words?: readonly string[];
}

const kubeconfig = (cluster: () => object, user: () => object = () => ({ token: 'any' })): (() => string) => {
  return () => kubeconfigText(cluster(), user());
};
const plain = (): object => ({ server: urlOf('plain') });
const withUser = (user: object): (() => string) => kubeconfig(plain, () => user);
const exec = (more: object): (() => string) =>
  withUser({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', ...more } });
const execSaying = (text: string): (() => string) => exec({ args: ['-c', `echo '${text}'`] });

const FILES: readonly Case[] = [
  { what: 'that does not exist', says: /kubeconfig '.*\/config' cannot be read: ENOENT/ },
  { what: 'that is no YAML', text: () => 'a: b: c', says: /kubeconfig '.*' is no YAML: / },
  { what: 'that is empty', text: () => '', says: /kubeconfig '.*' is empty/ },
  {
    what: 'without a current context',
    text: () => 'contexts: []',
    says: /has no current context: name one with --context/,
  },
  {
    what: 'without the context that is asked for',
    text: kubeconfig(plain),
    words: ['--context', 'z'],
    says: /has no context 'z'; there is a/,
  },
  {
    what: 'whose user does not exist',
    text: () => kubeconfigText(plain(), {}).replace('"name":"c"', '"name":"d"'),
    says: /has no user 'c', which context 'a' names/,
  },
  {
    what: 'with a token file that does not exist',
    text: withUser({ tokenFile: 'none' }),
    says: /kubeconfig '.*' gives user 'c' the tokenFile '.*\/none', which cannot be read: ENOENT/,
  },
  {
    what: 'with a client certificate that does not exist',
    text: withUser({ 'client-certificate': 'none.crt', 'client-key': 'none.key' }),
    says: /gives user 'c' the client-certificate '.*\/none\.crt', which cannot be read: ENOENT/,
  },
  {
    what: 'with a client certificate and no key',
    text: withUser({ 'client-certificate-data': base64(here.certificate) }),
    says: /gives user 'c' a client-certificate and no client-key/,
  },
  {
    what: 'with a client certificate that is none',
    text: withUser({ 'client-certificate-data': 'none', 'client-key-data': 'none' }),
    says: /gives user 'c' a client-certificate-data that is no PEM text in base64/,
  },
  {
    what: 'with a certificate authority that does not exist',
    text: kubeconfig(() => ({ server: urlOf('elsewhere'), 'certificate-authority': 'ca.crt' })),
    says: /gives cluster 'b' the certificate-authority '.*\/ca\.crt', which cannot be read: ENOENT/,
  },
  {
    what: 'with a proxy that is no URL',
    text: kubeconfig(() => ({ ...plain(), 'proxy-url': 'proxy' })),
    says: /gives cluster 'b' the proxy-url 'proxy', which is no URL/,
  },
  {
    what: 'with an authentication that Kubernetes has no more',
    text: withUser({ 'auth-provider': { name: 'gcp', config: {} } }),
    says: /auth-provider 'gcp' is not supported; .* gke-gcloud-auth-plugin as an exec command in its place/,
  },
];

const COMMANDS: readonly Case[] = [
  {
    what: 'that does not exist',
    text: exec({ command: 'no-such-login', installHint: 'get it from example.com' }),
    says: /there are no credentials for context 'a' of .*: user 'c': command 'no-such-login' does not exist, or is not in PATH: get it from example\.com/,
  },
  {
    what: 'that fails',
    text: exec({ args: ['-c', 'echo the session has ended >&2; exit 3'] }),
    says: /command 'sh' failed with exit code 3: the session has ended/,
  },
  {
    what: 'that answers no JSON',
    text: execSaying('geheim'),
    says: /command 'sh': it must answer an ExecCredential in JSON/,
  },
  {
    what: 'of another version',
    text: execSaying(
      '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"geheim"}}',
    ),
    says: /must answer an ExecCredential of client\.authentication\.k8s\.io\/v1, and answers ExecCredential of client\.authentication\.k8s\.io\/v1beta1/,
  },
  {
    what: 'that gives nothing',
    text: execSaying('{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}'),
    says: /it answers neither a token nor a certificate with its key/,
  },
  {
    what: 'of a version that is no more',
    text: exec({ apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
    says: /apiVersion must be client\.authentication\.k8s\.io\/v1 or client\.authentication\.k8s\.io\/v1beta1, got 'client\.authentication\.k8s\.io\/v1alpha1'/,
  },
  {
    what: 'that wants a terminal',
    text: exec({ interactiveMode: 'Always' }),
    says: /command 'sh' must be run in a terminal, because its interactiveMode is Always/,
  },
];

const SERVERS: readonly Case[] = [
  {
    what: 'where nothing listens',
    text: kubeconfig(() => ({ server: 'https://127.0.0.1:1' })),
    says: /https:\/\/127\.0\.0\.1:1 cannot be reached: nothing listens there \(ECONNREFUSED\); context 'a' \(.*\/config\)/,
  },
  {
    what: 'whose name cannot be resolved',
    text: kubeconfig(() => ({ server: 'https://nowhere.invalid' })),
    says: /https:\/\/nowhere\.invalid cannot be reached: its name cannot be resolved/,
  },
  {
    what: 'that says nothing',
    text: kubeconfig(() => ({ server: `https://127.0.0.1:${(silent.address() as AddressInfo).port}` })),
    says: /cannot be reached: it does not answer \(ETIMEDOUT\)/,
  },
  {
    what: 'of an authority that the kubeconfig does not know',
    text: kubeconfig(() => ({ server: urlOf('other-authority', 'localhost') })),
    says: /its certificate is not signed by the authority of the kubeconfig: see certificate-authority of the cluster \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
  },
  {
    what: 'whose certificate is for another name',
    text: kubeconfig(() => ({
      server: urlOf('elsewhere', 'localhost'),
      'certificate-authority-data': base64(elsewhere.certificate),
    })),
    says: /its certificate is for another name: see server and tls-server-name of the cluster; .*localhost.*elsewhere\.example\.com/,
  },
  {
    what: 'whose certificate has expired',
    text: kubeconfig(() => ({
      server: urlOf('expired', 'localhost'),
      'certificate-authority-data': base64(expired.certificate),
    })),
    says: /its certificate has expired \(CERT_HAS_EXPIRED\)/,
  },
  {
    what: 'that speaks plain HTTP',
    text: kubeconfig(() => ({ server: urlOf('plain').replace('http:', 'https:') })),
    says: /it does not speak HTTPS/,
  },
  {
    what: 'behind a proxy where nothing listens',
    text: kubeconfig(() => ({ server: 'https://api.example.com', 'proxy-url': 'http://ann:geheim@127.0.0.1:1' })),
    says: /https:\/\/api\.example\.com cannot be reached through proxy http:\/\/ann:\*\*\*@127\.0\.0\.1:1: nothing listens there/,
  },
];

const REFUSALS: readonly Case[] = [
  {
    what: 'a token that is wrong',
    text: kubeconfig(() => ({ server: servedUrl(), 'insecure-skip-tls-verify': true })),
    says: /does not accept the credentials of context 'a' \(.*\): they are wrong or have expired; log in again/,
  },
  {
    what: 'a token that has expired',
    text: kubeconfig(
      () => ({ server: servedUrl(), 'insecure-skip-tls-verify': true }),
      () => ({ token: `${base64('{}')}.${base64('{"exp":1767225600}')}.geheim` }),
    ),
    says: /the token expired on 2026-01-01T00:00:00Z; log in again/,
  },
  {
    what: 'a client certificate that has expired',
    text: kubeconfig(
      () => ({ server: servedUrl(), 'insecure-skip-tls-verify': true }),
      () => ({
        'client-certificate-data': base64(old.admin.certificate),
        'client-key-data': base64(old.admin.key),
      }),
    ),
    says: /the client certificate \(.*\) expired on \d{4}-\d\d-\d\dT[\d:]+Z; log in again/,
  },
  {
    what: 'a client certificate, already while connecting,',
    text: kubeconfig(
      () => ({ server: urlOf('strict', 'localhost'), 'certificate-authority-data': base64(here.certificate) }),
      () => ({
        'client-certificate-data': base64(old.admin.certificate),
        'client-key-data': base64(old.admin.key),
      }),
    ),
    says: /it ends connections \(ECONNRESET\); the client certificate \(.*\) expired on/,
  },
  {
    what: 'a certificate with the key of another one',
    text: kubeconfig(
      () => ({ server: urlOf('other-authority', 'localhost'), 'certificate-authority-data': base64(here.certificate) }),
      () => ({
        'client-certificate-data': base64(old.admin.certificate),
        'client-key-data': base64(here.key),
      }),
    ),
    says: /the client-key is not the key of the client-certificate/,
  },
  {
    what: 'whoever may do nothing',
    text: () =>
      readFileSync(served.kubeconfig, 'utf8').replace(/( *)client-key-data:/, '$1as: ann\n$1client-key-data:'),
    says: /the cluster forbids it: .* User "ann" cannot get resource "configmaps" in API group "" in the namespace "trial-shop"\n'ann' needs the right to get configmaps in namespace trial-shop; whoever runs the cluster gives it with\n {2}kubectl create role workshop-stacks -n trial-shop --verb=get,list,create,patch,delete --resource=configmaps\n {2}kubectl create rolebinding workshop-stacks -n trial-shop --role=workshop-stacks --user='ann'/,
  },
];

const versionCase = (what: string, version: object, says: RegExp): Case & { readonly version: object } => ({
  what,
  text: kubeconfig(plain),
  version,
  says,
});

const VERSIONS = [
  versionCase(
    'that is too old',
    { major: '1', minor: '21+', gitVersion: 'v1.21.14-eks' },
    /the cluster runs Kubernetes v1\.21\.14-eks, which has no server-side apply: 1\.22 is the oldest that has it/,
  ),
  versionCase(
    'that has not what a manifest needs',
    { major: '1', minor: '24', gitVersion: 'v1.24.17' },
    /deployment\.yaml: the cluster serves no Deployment of apps\/v1 \(nothing of apps\): Kubernetes v1\.24\.17 does not have it, or has it switched off/,
  ),
  versionCase('that is none', {}, /is no Kubernetes API server: it tells no version/),
];

/** Runs a command that talks to the cluster, and changes nothing. */
async function outcomeOf({ text, words = [] }: Case): Promise<{ code: number; err: string }> {
  const own = newFolder();
  const file = join(own, 'config');
  if (text !== undefined) {
    mkdirSync(own, { recursive: true });
    writeFileSync(file, text());
  }
  const out = ['--out', join(folder, 'dist')];
  const { code, err } = await runCli([
    'status',
    '--env',
    'trial',
    '--app',
    app,
    ...out,
    '--kubeconfig',
    file,
    ...words,
  ]);
  return { code, err };
}

async function expectProblem(problem: Case): Promise<void> {
  const { code, err } = await outcomeOf(problem);
  expect(err).toMatch(problem.says);
  expect(err).toMatch(/^workshop: /m);
  expect(err).not.toContain('geheim');
  expect(code).toBe(2);
}

// Most of them wait: a server is asked again and again before it is given up.
const testBeside = sideBySide();
for (const each of SERVERS) testBeside(`a server ${each.what} is said to be so`, () => expectProblem(each));
for (const each of REFUSALS)
  testBeside(`a server that refuses ${each.what} says so, and what helps`, () => expectProblem(each));
for (const each of FILES) testBeside(`a kubeconfig ${each.what} is said to be so`, () => expectProblem(each));
for (const each of COMMANDS)
  testBeside(`a command for credentials ${each.what} is said to be so`, () => expectProblem(each));
test.each(VERSIONS)('a server $what is said to be so', async (problem) => {
  const { plain: impostor } = impostors;
  if (impostor === undefined) throw new Error('it does not run');
  impostor.answer = (path) => (path === '/version' ? { code: 200, body: problem.version } : undefined);
  await expectProblem(problem);
  impostor.answer = () => undefined;
});
