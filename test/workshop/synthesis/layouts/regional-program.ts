import { join } from 'node:path';
import type { Environment, EnvironmentSettings, Program, ReleaseStage } from '../../../../src';
import { stacks } from '../../../../src/workshops';
import { promote, writeRelease } from '../../../../src/workshop/synthesis/releases';

const COLOURS = ['blue', 'green', 'purple'];
const PARTS = ['frontend', 'service1', 'service2'];

function environment(name: string, stage: ReleaseStage, settings: EnvironmentSettings, region?: string): Environment {
  return {
    name,
    summary: name,
    form: 'production',
    stage,
    ...(region === undefined ? {} : { region: { name: region, trafficPercent: 50 } }),
    secrets: 'reference',
    shared: { domain: `${name}.example.com` },
    stacks: { 'frontend-layout': settings },
  };
}

/** The application of the layouts with three versions, in environments and regions of its own. */
export function regionalProgram(folder: string): Program {
  const releases = join(folder, 'releases');
  const program: Program = {
    stacks: stacks.filter(({ id }) => id === 'frontend-layout'),
    environments: [
      environment('dev', 'HEAD', {}),
      environment('staging', 'Staging', { newCheckout: true }),
      environment('production-eastus', 'Release', { frontendReplicas: 5 }, 'eastus'),
      environment('production-westus', 'Release', { frontendReplicas: 3, ingressClass: 'nginx' }, 'westus'),
    ],
    releases,
  };
  const [stack] = program.stacks as [Program['stacks'][number]];
  for (const [index, colour] of COLOURS.entries()) {
    const image = `gcr.io/kuar-demo/kuard-amd64:${colour}`;
    const defaults = Object.fromEntries(PARTS.map((part) => [`${part}Image`, image]));
    writeRelease(stack, releases, { version: `v${index + 1}`, defaults });
  }
  promote(program, stack.id, 'Development', 'v3');
  promote(program, stack.id, 'Staging', 'v2');
  promote(program, stack.id, 'Canary', 'v2');
  promote(program, stack.id, 'Release', 'v1');
  return program;
}
