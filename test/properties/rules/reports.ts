import type { Pod } from '../../../src/simulator/api';
import { isActive, isFinished, isLeaving, isReady, milliCpuOf, requestedMilliCpu } from '../observed-pods';
import { APP_LABEL } from '../workloads';
import type { Rules, World } from '../world';

/**
 * Quotas are never exceeded by what is made; what quotas, budgets, Services, StatefulSets and Jobs report is what is
 * there, once nothing has changed for two seconds.
 */
export function reportRules(world: World): Rules {
  const usage = (): { readonly pods: number; readonly milliCpu: number } => {
    const counted = world.list('pods').filter((pod) => !isFinished(pod) && !isOverdue(pod));
    return { pods: counted.length, milliCpu: counted.reduce((sum, pod) => sum + requestedMilliCpu(pod), 0) };
  };

  /** A Pod whose time to end is over counts no more: its node may never tell. */
  const isOverdue = ({ metadata: { deletionTimestamp, deletionGracePeriodSeconds = 0 } }: Pod): boolean =>
    deletionTimestamp !== undefined && Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000 < world.nowMs;

  const selected = (app: string): readonly Pod[] =>
    world.list('pods').filter(({ metadata }) => metadata.labels?.[APP_LABEL] === app);

  function checkQuotas(): void {
    for (const { metadata, status } of world.list('resourcequotas')) {
      const { pods, milliCpu } = usage();
      const { used = {} } = status;
      if (Number(used['pods']) === pods && milliCpuOf(used['requests.cpu']) === milliCpu) continue;
      world.violate(`quota ${metadata.name} reports ${JSON.stringify(used)}, used are ${pods} Pods, ${milliCpu}m CPU`);
    }
  }

  function checkBudgets(): void {
    for (const { metadata, status, spec } of world.list('policy/poddisruptionbudgets')) {
      // Others count what controllers want, which some workloads cannot say.
      if (typeof spec.minAvailable !== 'number') continue;
      if (status.observedGeneration !== metadata.generation) world.violate(`budget ${metadata.name} is not looked at`);
      const healthy = selected(metadata.name).filter((pod) => isReady(pod) && !isLeaving(pod)).length;
      if (status.currentHealthy === healthy) continue;
      world.violate(`budget ${metadata.name} reports ${status.currentHealthy} healthy Pods, there are ${healthy}`);
    }
  }

  function checkServices(): void {
    for (const { metadata } of world.list('services')) {
      const { name } = metadata;
      const pods = selected(name);
      const wanted = pods.filter((pod) => isReady(pod) && isActive(pod) && isOnNode(pod)).map(addressOf);
      // Nobody looks at a Service when a node is taken away: its Pods may still be shown.
      const uncertain = new Set(pods.filter((pod) => !isOnNode(pod)).map(addressOf));
      const check = (what: string, addresses: readonly string[]): void => {
        const shown = addresses.filter((address) => !uncertain.has(address)).sort();
        if (shown.join() === wanted.sort().join()) return;
        world.violate(`${what} of Service ${name} show ${shown.join()}, ready are ${wanted.join()}`);
      };
      const slices = world.list('discovery.k8s.io/endpointslices').filter((slice) => ownerNameOf(slice) === name);
      check(
        'the slices',
        slices.flatMap(({ endpoints }) =>
          // A slice of a Service without Pods has null.
          ((endpoints as typeof endpoints | null) ?? [])
            .filter(({ conditions }) => conditions.ready === true)
            .flatMap((endpoint) => endpoint.addresses),
        ),
      );
      const subsets = world.list('endpoints').find((each) => each.metadata.name === name)?.subsets ?? [];
      check(
        'the Endpoints',
        subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)),
      );
    }
  }

  const isOnNode = ({ spec }: Pod): boolean => world.cluster.client.get('nodes', '', spec.nodeName ?? '') !== undefined;

  function checkWorkloads(): void {
    for (const { metadata, status } of world.list('apps/statefulsets')) {
      if (metadata.deletionTimestamp !== undefined) continue;
      const ready = world.podsOf(metadata.uid).filter((pod) => pod.status.phase === 'Running' && isReady(pod)).length;
      if ((status.readyReplicas ?? 0) === ready) continue;
      world.violate(`StatefulSet ${metadata.name} reports ${status.readyReplicas ?? 0} ready Pods, there are ${ready}`);
    }
    for (const { metadata, status } of world.list('batch/jobs')) {
      if (metadata.deletionTimestamp !== undefined) continue;
      const active = world.podsOf(metadata.uid).filter(isActive).length;
      if ((status.active ?? 0) === active) continue;
      world.violate(`Job ${metadata.name} reports ${status.active ?? 0} active Pods, there are ${active}`);
    }
  }

  return {
    on: {
      pods: ({ type }) => {
        if (type !== 'ADDED') return;
        for (const { metadata, spec } of world.list('resourcequotas')) {
          const { pods, milliCpu } = usage();
          const { hard = {} } = spec;
          if (pods <= Number(hard['pods']) && milliCpu <= milliCpuOf(hard['requests.cpu'])) continue;
          world.violate(
            `quota ${metadata.name} is exceeded: ${pods} Pods, ${milliCpu}m CPU of ${JSON.stringify(hard)}`,
          );
        }
      },
    },
    atPause() {
      checkQuotas();
      checkBudgets();
      checkServices();
      checkWorkloads();
    },
  };
}

const addressOf = ({ status }: Pod): string => status.podIP ?? '';

const ownerNameOf = ({ metadata }: Pick<Pod, 'metadata'>): string | undefined => metadata.ownerReferences?.[0]?.name;
