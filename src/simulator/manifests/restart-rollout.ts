import { type ApiClient, type KubeObject, type Kinds, toTimestamp } from '../api';

/** Source: Kubernetes 1.36, kubectl/pkg/polymorphichelpers/objectrestarter.go. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

/** What rolls out: whose Pods follow a changed template. */
export const ROLLED_OUT = ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets'] as const;

/** Key of the store of something that rolls out. */
export type RolledOut = (typeof ROLLED_OUT)[number];

/** How an upgrade changes the Pods. */
export interface Upgrade {
  /** New images by the names of their containers. @default - the Pods are replaced by equal ones */
  readonly images?: Readonly<Record<string, string>>;
}

type Workload = Kinds[RolledOut];

/**
 * Changes the template of the Pods of a workload, as `kubectl rollout restart` and `kubectl set image` do: its
 * controller replaces them by its policy.
 *
 * @throws StatusError when there is no such object, RangeError for a container that it does not have.
 */
export function upgradeWorkload(
  client: ApiClient,
  resource: RolledOut,
  namespace: string,
  name: string,
  nowMs: number,
  { images = {} }: Upgrade = {},
): void {
  const found = client.get(resource, namespace, name) as Workload | undefined;
  if (found === undefined) throw new RangeError(`there is no ${resource} '${namespace}/${name}'`);
  const { template } = found.spec;
  const { containers } = template.spec;
  const unknown = Object.keys(images).find((container) => !containers.some((each) => each.name === container));
  if (unknown !== undefined) {
    const known = containers.map((each) => each.name).join(', ');
    throw new RangeError(`${found.kind} ${namespace}/${name} has no container '${unknown}', it has ${known}`);
  }
  const annotations = { ...template.metadata?.annotations, [RESTARTED_AT]: toTimestamp(nowMs) };
  const changed = {
    ...found,
    spec: {
      ...found.spec,
      template: {
        ...template,
        metadata: { ...template.metadata, annotations },
        spec: {
          ...template.spec,
          containers: containers.map((each) => ({ ...each, image: images[each.name] ?? each.image })),
        },
      },
    },
  };
  client.update<string>(resource, changed as unknown as KubeObject);
}
