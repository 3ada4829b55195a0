import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCluster } from '../../src/simulator';
import { readScenarios, replay, type Scenario } from '../support/golden-replay';
import { describeWithShared } from '../support/shared';

/** Scenarios that need controllers, which there are none of yet. */
const NEEDS_CONTROLLERS = /^controllers-/;

/** Steps, by number, whose answers differ from those of the real control plane, and why; by scenario. */
const DIFFERING: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  'requests-lists': new Map([
    [9, 'kube-root-ca.crt holds the certificate of the recorded cluster'],
    [10, 'kube-root-ca.crt holds the certificate of the recorded cluster'],
  ]),
  'requests-tables': new Map([
    [35, 'waits for the autoscaler'],
    [36, 'shows the revision that the Deployment controller counts'],
    [39, 'real Tables leave out an annotation that the apps/v1 form of a DaemonSet has'],
    [41, 'shows a condition that the Job controller sets'],
    [62, 'shows a phase that the volume binder sets'],
    [69, 'shows a condition that the autoscaler sets'],
  ]),
};

function differingSteps(scenario: Scenario): string[] {
  return replay(createCluster({ seed: 1, nodes: 3 }), scenario)
    .filter(({ differences }) => differences.length > 0)
    .filter(({ number }) => DIFFERING[scenario.id]?.has(number) !== true)
    .map(({ number, title, differences }) => [`step ${number} ${title}`, ...differences].join('\n  '));
}

describeWithShared('the simulated control plane answers as the recorded one did', (shared) => {
  const scenarios = readScenarios().filter(({ id }) => !NEEDS_CONTROLLERS.test(id));

  test.each(scenarios)('in $id', (scenario) => {
    expect(differingSteps(scenario)).toEqual([]);
  });

  test('and the comparison is the one of the replay script', () => {
    const script = readFileSync(join(shared, 'fidelity', 'replay.mjs'), 'utf8');
    const ours = readFileSync(join(__dirname, '..', 'support', 'golden-normal-form.ts'), 'utf8');
    const patterns = [...script.matchAll(/^const [A-Z_]+ = (\/.+\/g?);/gm)].map(([, pattern]) => pattern as string);
    expect(patterns).toHaveLength(8);
    for (const pattern of patterns) expect(ours).toContain(` = ${pattern};`);
  });
});
