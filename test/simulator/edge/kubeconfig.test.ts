import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  ForeignFileError,
  keptCertificates,
  makeClusterCertificates,
  writeKubeconfig,
} from '../../../src/simulator/edge';
import { useTemporaryFolder } from '../../support/temporary-folder';

const certificates = makeClusterCertificates(Date.now());
const folder = useTemporaryFolder();
const URL = 'https://127.0.0.1:1234';

test('it names the server, the authority and the administrator', () => {
  const file = join(folder(), 'kubeconfig');
  writeKubeconfig(file, URL, certificates);
  const config = parse(readFileSync(file, 'utf8')) as Record<string, never>;
  expect(config).toMatchObject({
    kind: 'Config',
    'current-context': 'workshop',
    clusters: [{ cluster: { server: URL } }],
    users: [{ name: 'kubernetes-admin' }],
  });
  const text = JSON.stringify(config);
  for (const part of [certificates.authority, certificates.admin.certificate, certificates.admin.key]) {
    expect(text).toContain(Buffer.from(part).toString('base64'));
  }
});

test('only its owner may read it, also when it was open before', () => {
  const file = join(folder(), 'deep', 'kubeconfig');
  writeKubeconfig(file, URL, certificates);
  chmodSync(file, 0o644);
  writeKubeconfig(file, URL, certificates);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('it replaces its own file and leaves nothing beside it', () => {
  const parent = folder();
  const file = join(parent, 'kubeconfig');
  writeKubeconfig(file, URL, certificates);
  writeKubeconfig(file, 'https://127.0.0.1:4321', certificates);
  expect(readFileSync(file, 'utf8')).toContain('https://127.0.0.1:4321');
  expect(readdirSync(parent)).toEqual(['kubeconfig']);
});

test('a file that somebody else wrote stays as it is', () => {
  const file = join(folder(), 'config');
  writeFileSync(file, 'apiVersion: v1\nkind: Config\n');
  expect(() => writeKubeconfig(file, URL, certificates)).toThrow(ForeignFileError);
  expect(readFileSync(file, 'utf8')).toBe('apiVersion: v1\nkind: Config\n');
});

test('a folder that cannot be made is named', () => {
  const taken = join(folder(), 'taken');
  writeFileSync(taken, '');
  const write = (): void => writeKubeconfig(join(taken, 'kubeconfig'), URL, certificates);
  expect(write).toThrow(expect.objectContaining({ code: 'EEXIST', path: taken }));
});

describe('kept certificates', () => {
  const NOW = Date.UTC(2026, 5, 1);
  const DAY_MS = 24 * 3600 * 1000;

  test('are the same the next time', () => {
    const file = join(folder(), 'certificates.json');
    expect(keptCertificates(file, NOW + DAY_MS)).toEqual(keptCertificates(file, NOW));
  });

  test('are private', () => {
    const file = join(folder(), 'certificates.json');
    keptCertificates(file, NOW);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    { state: 'about to end', text: JSON.stringify(makeClusterCertificates(NOW - 364.5 * DAY_MS)) },
    { state: 'incomplete', text: JSON.stringify({ ...makeClusterCertificates(NOW), admin: undefined }) },
    { state: 'unreadable', text: '{' },
  ])('are made anew when they are $state', ({ text }) => {
    const file = join(folder(), 'certificates.json');
    writeFileSync(file, text);
    const made = keptCertificates(file, NOW);
    expect(made.validUntilMs).toBe(NOW + 365 * DAY_MS);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(made);
  });
});
