import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCluster } from '../../src/simulator';
import { readScenarios, replay, type Scenario } from '../support/golden-replay';
import { describeWithShared } from '../support/shared';

const OWN_CERTIFICATE = 'kube-root-ca.crt holds the certificate of the recorded cluster';
const AGENTS_SPEAK = 'the agents of the recorded nodes wrote no Events; ours write those of real ones';

/**
 * Steps, by number, whose answers differ from those of the real control plane, and why; by scenario. docs/FIDELITY.md
 * has the same list.
 */
const DIFFERING: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  'requests-lists': new Map([
    [9, OWN_CERTIFICATE],
    [10, OWN_CERTIFICATE],
  ]),
  'controllers-deployment': new Map([
    [22, 'two Pods became ready together in the recording, so that one step of the rollout fewer was counted'],
    [24, AGENTS_SPEAK],
  ]),
  'controllers-jobs': new Map([[14, AGENTS_SPEAK]]),
  'controllers-namespace': new Map([[4, OWN_CERTIFICATE]]),
  'controllers-statefulset': new Map([[17, AGENTS_SPEAK]]),
};

function differingSteps(scenario: Scenario): string[] {
  return replay(createCluster({ seed: 1, nodes: 3 }), scenario)
    .filter(({ differences }) => differences.length > 0)
    .filter(({ number }) => DIFFERING[scenario.id]?.has(number) !== true)
    .map(({ number, title, differences }) => [`step ${number} ${title}`, ...differences].join('\n  '));
}

describeWithShared('the simulated control plane answers as the recorded one did', (shared) => {
  const scenarios = readScenarios();

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
