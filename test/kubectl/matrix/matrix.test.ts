import { kubectlPaths } from '../../support/real-kubectl';
import { script } from './commands';
import { ExpectedTexts } from './expected-texts';
import { isSince, runSection } from './run-section';

/** `KUBECTL_MATRIX=1.28,1.36` names the versions; newest alone without it. */
const VERSIONS = (process.env['KUBECTL_MATRIX'] ?? '1.36').split(',').sort((a, b) => (isSince(a, b) ? -1 : 1));

/** `UPDATE_EXPECTED=1` keeps what is said as what is expected: read it before it is committed. */
const UPDATES = process.env['UPDATE_EXPECTED'] === '1';

/** Clusters at a time: most of the time goes to kubectl's own work. */
const AT_A_TIME = 4;

jest.setTimeout(600_000);

const expected = new ExpectedTexts();
const commands = script.flatMap(({ name, commands: lines }) =>
  lines.map(({ id, since = '1.0', line }) => ({ id: `${name}/${id}`, since, line })),
);

test('the script has at least 150 commands, each with a name of its own', () => {
  const ids = commands.map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(150);
  expect(new Set(ids).size).toBe(ids.length);
  if (!UPDATES) expect(expected.ids.sort()).toEqual(ids.sort());
});

async function sayAll(kubectl: string, version: string): Promise<Map<string, string>> {
  const said = new Map<string, string>();
  const waiting = [...script];
  const work = async (): Promise<void> => {
    for (let section = waiting.shift(); section !== undefined; section = waiting.shift()) {
      for (const [id, text] of await runSection(section, kubectl, version)) said.set(`${section.name}/${id}`, text);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return said;
}

const paths = kubectlPaths(VERSIONS);
if (typeof paths === 'string') {
  test('nothing is called: no kubectl can be had on this machine', () => {
    expect(paths).toMatch(/^Error: /m);
  });
} else {
  describe.each(VERSIONS)('kubectl %s', (version) => {
    let said: Map<string, string>;
    beforeAll(async () => {
      said = await sayAll(paths[version] ?? '', version);
      if (!UPDATES) return;
      for (const [id, text] of said) {
        if (version === VERSIONS[0]) expected.forget(id);
        expected.keep(id, version, text);
      }
    });

    test.each(commands.filter(({ since }) => isSince(version, since)))('$id: $line', ({ id }) => {
      expect(said.get(id)).toBe(expected.of(id, version));
    });
  });
}
