import { runScript } from '../../../support/shell-container';

describe.each(['busybox', 'bash'] as const)('in %s', (dialect) => {
  const run = (script: string) => runScript(dialect, script);

  test('a file is replaced by its compressed form, and comes back', () => {
    const { out } = run('cd /tmp; echo hello > f; chmod 640 f; gzip f; ls; gunzip f.gz; ls; cat f; stat -c %a f');
    expect(out).toBe('f.gz\nf\nhello\n640\n');
  });

  test('-k keeps the file, -c and zcat leave both alone', () => {
    const { out } = run('cd /tmp; echo hello > f; gzip -k f; ls; gzip -c f | gunzip; gunzip -c f.gz; zcat f.gz; ls');
    expect(out).toBe('f\nf.gz\nhello\nhello\nhello\nf\nf.gz\n');
  });

  test('archives are compressed on the way', () => {
    const { out } = run(
      'cd /tmp; mkdir a o; seq 1000 > a/f; tar czf a.tgz a; [ $(wc -c < a.tgz) -lt 4000 ] && echo small; ' +
        'tar tzf a.tgz; tar xzf a.tgz -C o; tail -n 1 o/a/f; tar cz a | tar xzO a/f | wc -l',
    );
    expect(out).toBe('small\na/\na/f\n1000\n1000\n');
  });
});

test.each([
  ['gzip missing', 'gzip: missing: No such file or directory\n', 1],
  ['gunzip missing', 'gzip: missing.gz: No such file or directory\n', 1],
  ['gzip .', 'gzip: . is a directory -- ignored\n', 2],
  ['echo x > f; gunzip f', 'gzip: f: unknown suffix -- ignored\n', 2],
  ['echo x > f; zcat f', 'gzip: f: not in gzip format\n', 1],
  ['echo x > f; gzip -k f; gzip f', 'gzip: f.gz already exists;\tnot overwritten\n', 2],
  ['echo x | gzip | head -c 15 | zcat', 'gzip: stdin: unexpected end of file\n', 1],
  ['echo x > f; tar xzf f', /gzip: stdin: not in gzip format\ntar: Child returned status 1\n/, 2],
  ['tar cz /etc/hostname 2>/dev/null | tar t', /^tar: Archive is compressed. Use -z option\n/, 2],
])('GNU says what is wrong with %s', (script, words, exitCode) => {
  const { err, code } = runScript('bash', `cd /tmp; ${script}`);
  expect(err).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
  expect(code).toBe(exitCode);
});

test('GNU tar sees by itself that a file is compressed', () => {
  expect(runScript('bash', 'cd /tmp; mkdir a; tar czf a.tar.gz a; tar tf a.tar.gz').out).toBe('a/\n');
});
