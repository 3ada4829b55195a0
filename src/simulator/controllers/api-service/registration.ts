import { equalJson, type KubeObject } from '../../api';
import { WorkQueue, type Controller } from '../../client';

const API_SERVICES = 'apiregistration.k8s.io/apiservices';
const DEFINITIONS = 'apiextensions.k8s.io/customresourcedefinitions';

const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';

interface DefinitionSpec {
  readonly group: string;
  readonly versions?: readonly { readonly name: string; readonly served?: boolean }[];
}

/** Priorities of custom resources. Source: Kubernetes 1.36, pkg/controlplane/controller/crdregistration. */
const PRIORITIES = { groupPriorityMinimum: 1000, versionPriority: 100 };

/** Names of the APIServices of a definition, with the versions that it serves. */
function servedBy(definition: KubeObject): ReadonlyMap<string, object> {
  const { group, versions = [] } = definition['spec'] as unknown as DefinitionSpec;
  return new Map(
    versions
      .filter(({ served = true }) => served)
      .map(({ name: version }) => [`${version}.${group}`, { group, version, ...PRIORITIES }]),
  );
}

/** What is to be done about the APIService of a version of custom resources. */
export type Registration =
  | { readonly type: 'nothing' }
  | { readonly type: 'create' | 'update'; readonly spec: object }
  | { readonly type: 'delete' };

/**
 * Decides what is to be done about the APIService of one name, which custom resources want as `wanted` or not at all. One
 * that somebody else has made, or the server for its own version, is left alone.
 *
 * Source: Kubernetes 1.36, kube-aggregator/pkg/controllers/autoregister/autoregister_controller.go `checkAPIService`.
 */
export function decideRegistration(wanted: object | undefined, existing: KubeObject | undefined): Registration {
  if (existing === undefined) return wanted === undefined ? { type: 'nothing' } : { type: 'create', spec: wanted };
  if (existing.metadata.labels?.[AUTOMANAGED] !== 'true') return { type: 'nothing' };
  if (wanted === undefined) return { type: 'delete' };
  return equalJson(existing['spec'], wanted) ? { type: 'nothing' } : { type: 'update', spec: wanted };
}

/** Keeps an APIService for every version in which custom resources are served, also when somebody deletes it. */
export const apiServiceRegistrationController: Controller = {
  name: 'api-service-registration-controller',
  start({ client, loop }) {
    const wantedSpec = (name: string): object | undefined => {
      for (const definition of client.list(DEFINITIONS)) {
        const spec = servedBy(definition).get(name);
        if (spec !== undefined) return spec;
      }
      return undefined;
    };
    const sync = (name: string): void => {
      const existing = client.get(API_SERVICES, '', name);
      const decision = decideRegistration(wantedSpec(name), existing);
      switch (decision.type) {
        case 'nothing':
          return;
        case 'delete':
          client.delete(API_SERVICES, '', name);
          return;
        case 'create':
          client.create(API_SERVICES, {
            metadata: { name, labels: { [AUTOMANAGED]: 'true' } },
            spec: decision.spec,
          } as never);
          return;
        case 'update':
          client.update(API_SERVICES, { ...existing, spec: decision.spec } as KubeObject);
          return;
      }
    };
    const queue = new WorkQueue(loop, sync);
    client.watch(DEFINITIONS, ({ object, previous }) => {
      for (const name of servedBy(object).keys()) queue.add(name);
      for (const name of previous === undefined ? [] : servedBy(previous).keys()) queue.add(name);
    });
    client.watch(API_SERVICES, ({ type, object }) => {
      if (type === 'DELETED') queue.add(object.metadata.name ?? '');
    });
  },
};
