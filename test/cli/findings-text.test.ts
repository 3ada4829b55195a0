import { describeFindings } from '../../src/cli/findings-text';
import type { Finding } from '../../src/workshop/synthesis';

const finding = (overrides: Partial<Finding> = {}): Finding => ({
  rule: 'unknown-host',
  at: 'Deployment/worker',
  set: 'dev/dockercoins',
  construct: 'dev/dockercoins/worker',
  source: 'src/stacks/dockercoins.ts:12',
  message: "connects to 'redis', and no Service bears that name: expose it",
  ...overrides,
});

test('findings stand below the file that causes them, with path, message, rule and line, and are counted', () => {
  const findings = [
    finding(),
    finding({ source: 'src/stacks/kuard.ts:3', construct: 'dev/kuard/web', rule: 'ports' }),
    finding({ source: 'src/stacks/dockercoins.ts:30', construct: 'dev/dockercoins/rng' }),
  ];
  expect(describeFindings(findings, false)).toBe(`src/stacks/dockercoins.ts
  dev/dockercoins/worker: connects to 'redis', and no Service bears that name: expose it [unknown-host] (line 12)
  dev/dockercoins/rng: connects to 'redis', and no Service bears that name: expose it [unknown-host] (line 30)

src/stacks/kuard.ts
  dev/kuard/web: connects to 'redis', and no Service bears that name: expose it [ports] (line 3)

3 findings; nothing was written
`);
});

test('what one line causes in several environments is said once', () => {
  const findings = ['dev', 'test', 'staging'].map((environment) =>
    finding({ set: `${environment}/dockercoins`, construct: `${environment}/dockercoins/worker` }),
  );
  const text = describeFindings(findings, false);
  expect(text.match(/connects to/g)).toHaveLength(1);
  expect(text).toContain('also in test/dockercoins, staging/dockercoins\n');
  expect(text).toContain('3 findings');
});

test('a finding without a known line is not left out', () => {
  expect(describeFindings([finding({ source: undefined })], false)).toContain(
    '(no source line known)\n  dev/dockercoins/worker',
  );
});

test('colours are written only when they are shown', () => {
  expect(describeFindings([finding()], true)).toContain('\u001b[');
  expect(describeFindings([finding()], false)).not.toContain('\u001b[');
});
