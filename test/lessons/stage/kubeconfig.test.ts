import { readFileSync, writeFileSync } from 'node:fs';
import { Stage } from '../../../src/lessons/stage';
import { makeClusterCertificates } from '../../../src/simulator/edge';

test('contexts that an exercise has made are gone when the next one begins', async () => {
  const stage = await Stage.set({
    profile: 'plain',
    certificates: makeClusterCertificates(Date.now()),
    material: { objects: () => [], toYaml: () => '' },
    workshop: [],
    speed: 20,
    startBeforeMs: 900_000,
    port: 0,
    onProblem: () => undefined,
  });
  try {
    const first = readFileSync(stage.kubeconfig, 'utf8');
    writeFileSync(stage.kubeconfig, first.replace('namespace: default', 'namespace: mystuff'));
    expect(readFileSync(stage.kubeconfig, 'utf8')).toContain('namespace: mystuff');

    stage.restoreKubeconfig();

    expect(readFileSync(stage.kubeconfig, 'utf8')).toBe(first);
  } finally {
    await stage.close();
  }
});
