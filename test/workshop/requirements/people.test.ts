import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { RELEASE_STAGES } from '../../../src';
import { workshopProgram } from '../../../src/workshop/program';
import { synthesize } from '../../../src/workshop/synthesis';
import { releasedFrontend } from '../../support/released-frontend';
import { ROOT } from '../../support/source-files';
import { filesIn, useTemporaryFolder } from '../../support/temporary-folder';
import { deployableStacks, productionEnvironments } from '../../support/whole-program';

const folder = useTemporaryFolder();

test.each(deployableStacks.map(({ id }) => id))(
  'IAC-42: one folder holds all of %s, in a namespace of its own',
  (id) => {
    const [environment] = productionEnvironments.filter(({ stacks }) => id in stacks).map(({ name }) => name);
    synthesize(workshopProgram, { out: folder(), environments: [environment as string], stacks: [id] });
    const objects = Object.entries(filesIn(folder()))
      .filter(([path]) => path.endsWith('.yaml'))
      .map(([path, text]) => ({ path, ...(parse(text) as { kind: string; metadata: Record<string, string> }) }));
    const [namespace, ...others] = objects;
    expect(namespace).toMatchObject({ kind: 'Namespace', metadata: { name: `${String(environment)}-${id}` } });
    expect(others).not.toEqual([]);
    const elsewhere = others.filter(
      ({ metadata }) => ![undefined, `${String(environment)}-${id}`].includes(metadata['namespace']),
    );
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
  },
);

test('IAC-42: the README shows the one command for a whole environment', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toMatch(/^kubectl apply -R -f dist\/dev$/m);
});

test('IAC-42: one file shows the way of a version from development to release', () => {
  releasedFrontend(folder(), { Development: 'v3', Staging: 'v2', Canary: 'v2', Release: 'v1' });
  const pointers = parse(filesIn(folder())['frontend-layout/stages.yaml'] ?? '') as Record<string, string>;
  expect(Object.keys(pointers)).toEqual([...RELEASE_STAGES]);
  expect(pointers).toEqual({ HEAD: 'HEAD', Development: 'v3', Staging: 'v2', Canary: 'v2', Release: 'v1' });
});
