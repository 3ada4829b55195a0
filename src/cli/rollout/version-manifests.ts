import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProductionEnvironment } from '../../workshop/environments';
import type { Program } from '../../workshop/synthesis';
import { type DeployedEnvironment, readDeployed } from '../deployment/environment';
import { loadSynthesis } from '../load';

/**
 * The manifests of a version of a stack with the values of an environment, whatever its stage points to. The folder of
 * manifests stays as it is: it shows what the pointers say.
 *
 * @throws SelectionError, ReleaseError, FindingsError when the environment cannot have the version.
 */
export function versionManifests(
  program: Program,
  environment: ProductionEnvironment,
  stack: string,
  version: string,
): DeployedEnvironment {
  const out = mkdtempSync(join(tmpdir(), 'workshop-rollout-'));
  try {
    const versions = { [stack]: version };
    loadSynthesis().synthesize(program, { out, environments: [environment.name], versions });
    return readDeployed(environment, { out, stacks: [stack], namespace: undefined });
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
