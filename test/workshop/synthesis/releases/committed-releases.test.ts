import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ProductionEnvironment, toYaml } from '../../../../src';
import { workshopProgram } from '../../../../src/workshops';
import { openReleases } from '../../../../src/workshop/synthesis/releases';
import { settingsOf } from '../../../../src/workshop/synthesis/settings';
import { filesIn } from '../../../support/temporary-folder';

const folder = workshopProgram.releases as string;
const releases = openReleases(folder, workshopProgram.environments);
const released = readdirSync(folder).flatMap((stack) =>
  releases.versionsOf(stack).map((version) => ({ stack, version })),
);
const environments = workshopProgram.environments.filter(
  (environment): environment is ProductionEnvironment => environment.form === 'production',
);

test('every folder of releases is that of a stack with a production form', () => {
  const stacks = workshopProgram.stacks.filter(({ production }) => production !== undefined).map(({ id }) => id);
  expect(readdirSync(folder).filter((name) => !stacks.includes(name))).toEqual([]);
  expect(released.length).toBeGreaterThan(0);
});

test.each(released)('$stack $version can be rendered in every environment that runs the stack', ({ stack, version }) => {
  for (const environment of environments.filter(({ stacks }) => stack in stacks)) {
    const values = settingsOf(environment, stack, releases.parametersOf(stack, version));
    const { objects } = releases.render(stack, version, environment, values);
    expect(objects.length).toBeGreaterThan(1);
    for (const { manifest } of objects) {
      expect(toYaml({ ...manifest })).not.toContain('{{');
      expect(manifest.metadata.labels).toMatchObject({
        'workshop-stacks/environment': environment.name,
        'workshop-stacks/version': version,
      });
    }
  }
});

test.each(released)('$stack $version belongs to no environment', ({ stack, version }) => {
  const text = Object.values(filesIn(join(folder, stack, version))).join('\n');
  expect(text).toContain(`{{environment}}-${stack}`);
  expect(environments.filter(({ name }) => text.includes(`${name}-${stack}`))).toEqual([]);
});
