import type { LiveStack, RolloutEnvironment, RolloutRecord } from '../../../src/deploy';

/** What a cluster has: `v1`, or `v1+v2` while one takes the place of another. */
export const liveOf = (versions: string, more: Partial<LiveStack> = {}): LiveStack => ({
  stack: 'shop',
  versions: versions.split('+').filter((version) => version !== ''),
  objects: 3,
  steady: 'steady',
  ...more,
});

/** What a rollout left: `applying v2 after v1`. */
export function recordOf(text: string): RolloutRecord {
  const [phase, version = '', , previous] = text.split(' ');
  const since = '2026-01-01T00:00:00Z';
  return { version, phase: phase as RolloutRecord['phase'], since, ...(previous === undefined ? {} : { previous }) };
}

/** An environment that runs the shop; one with traffic is a region, and follows Release. */
export function environmentOf(
  name: string,
  { traffic, ...more }: Partial<RolloutEnvironment> & { readonly traffic?: number } = {},
): RolloutEnvironment {
  const region = traffic === undefined ? {} : { region: { name: `the ${name}`, trafficPercent: traffic } };
  return {
    name,
    stage: traffic === undefined ? 'Staging' : 'Release',
    wanted: 'v2',
    live: liveOf('v1'),
    ...region,
    ...more,
  };
}
