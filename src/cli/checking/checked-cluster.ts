import type { CheckOptions } from '../../check';
import type { ClusterProfile, ProfileName } from '../../simulator';
import { UsageError } from '../failure';
import { loadSimulator } from '../load';
import { numberOption } from '../number-option';
import type { Given, OptionTable } from '../options';

const PROFILE = 'workshop';

/** Options that say what the cluster of a check is like. */
export const CLUSTER_OPTIONS: OptionTable = {
  profile: {
    kind: 'text',
    value: 'NAME',
    description: `what the cluster is like, as for simulate; ${PROFILE} if not given`,
  },
  nodes: { kind: 'text', value: 'N', description: 'number of nodes; as the profile says if not given' },
  'node-size': {
    kind: 'text',
    value: 'CPU,MEMORY',
    description: 'what a node has for Pods, such as 2,8Gi; as the profile says if not given',
  },
  seed: { kind: 'text', value: 'N', description: 'decides all that is drawn; 1 if not given' },
};

/** The cluster of a check, as a report says it. */
export interface CheckedCluster {
  readonly profile: ProfileName;
  readonly nodes: number;
  /** CPUs and memory that a node has for Pods. @default - as the profile says */
  readonly nodeSize?: string;
  readonly seed: number;
}

/** What a node has beside CPUs and memory: as much as most have. */
const REST = { ephemeralStorage: '101430960Ki', pods: '110' };

/** Whole or half CPUs, or thousandths of one; bytes with the units of Kubernetes. */
const SIZE = /^(\d+(?:\.\d+)?|\d+m),(\d+(?:\.\d+)?(?:[KMGT]i?)?)$/;

/** A profile whose nodes that take Pods have another size; a control plane of its own keeps its own. */
function sized(profile: ClusterProfile, size: string): ClusterProfile {
  const [, cpu, memory] = SIZE.exec(size) ?? [];
  if (cpu === undefined || memory === undefined) {
    throw new UsageError(`'--node-size' must be CPU,MEMORY such as 2,8Gi or 1500m,4096Mi, got '${size}'`);
  }
  const amounts = { ...REST, cpu, memory };
  return {
    ...profile,
    node: (index) => {
      const shape = profile.node(index);
      const takesPods = (shape.taints ?? []).every(({ effect }) => effect === 'PreferNoSchedule');
      return takesPods ? { ...shape, capacity: amounts, allocatable: amounts } : shape;
    },
  };
}

/**
 * The cluster as the simulator makes it.
 *
 * @throws UsageError for a size that cannot be.
 */
export function optionsOf({ profile, nodes, nodeSize, seed }: CheckedCluster): CheckOptions {
  const { profiles } = loadSimulator();
  return { profile: nodeSize === undefined ? profile : sized(profiles[profile], nodeSize), nodes, seed };
}

/**
 * The cluster that was asked for.
 *
 * @throws UsageError for a profile or a number that cannot be.
 */
export function checkedCluster(given: Given): CheckedCluster {
  const { profiles } = loadSimulator();
  const name = given.text('profile') ?? PROFILE;
  const profile = (profiles as Readonly<Record<string, ClusterProfile | undefined>>)[name];
  if (profile === undefined) {
    throw new UsageError(`'--profile' must be one of ${Object.keys(profiles).join(', ')}, got '${name}'`);
  }
  const nodeSize = given.text('node-size');
  return {
    profile: name as ProfileName,
    nodes: numberOption(given, 'nodes', { min: 1, max: profile.nodesMax, otherwise: profile.nodes }),
    ...(nodeSize === undefined ? {} : { nodeSize }),
    seed: numberOption(given, 'seed', { min: 0, max: 2 ** 32 - 1, otherwise: 1 }),
  };
}
