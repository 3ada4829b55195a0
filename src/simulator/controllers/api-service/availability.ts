import { toTimestamp, type EndpointSlice, type KubeObject } from '../../api';
import { WorkQueue, type Controller, type ControllerContext } from '../../client';
import { decideAvailability, serviceOf, specOf, type ServiceReference, type ServiceState } from './decide-availability';

const API_SERVICES = 'apiregistration.k8s.io/apiservices';
const SLICES = 'discovery.k8s.io/endpointslices';
const SERVICE_LABEL = 'kubernetes.io/service-name';

/** Versions that the add-ons of the profiles serve. */
const SERVED = new Set(['metrics.k8s.io/v1beta1']);

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

const conditionsOf = ({ status }: KubeObject): readonly Condition[] =>
  (status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];

class Availabilities {
  private readonly queue: WorkQueue;
  /** Services behind APIServices, by the names of these. */
  private readonly references = new Map<string, ServiceReference>();

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.queue = new WorkQueue(loop, (name) => this.sync(name));
    client.watch(API_SERVICES, ({ type, object }) => {
      const { name = '' } = object.metadata;
      const reference = type === 'DELETED' ? undefined : serviceOf(specOf(object));
      if (reference === undefined) this.references.delete(name);
      else this.references.set(name, reference);
      // One of the server's own stays what it is.
      if (type !== 'DELETED' && (reference !== undefined || conditionsOf(object).length === 0)) this.queue.add(name);
    });
    client.watch('services', ({ object: { metadata } }) => this.note(metadata.namespace, metadata.name));
    client.watch(SLICES, ({ object: { metadata } }) => {
      const name = metadata.labels?.[SERVICE_LABEL];
      if (name !== undefined) this.note(metadata.namespace, name);
    });
  }

  /** A Service or what is behind it has changed. */
  private note(namespace: string, name: string): void {
    for (const [apiService, reference] of this.references) {
      if (reference.name === name && reference.namespace === namespace) this.queue.add(apiService);
    }
  }

  private sync(name: string): void {
    const { client, loop } = this.context;
    const object = client.get(API_SERVICES, '', name);
    if (object === undefined) return;
    const decided = decideAvailability(specOf(object), this.stateOf(object));
    const conditions = conditionsOf(object);
    const old = conditions.find(({ type }) => type === 'Available');
    const { status, reason, message } = decided;
    if (old?.status === status && old.reason === reason && old.message === message) return;
    const now = toTimestamp(loop.nowMs);
    const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? now) : now;
    const available: Condition = { lastTransitionTime, message, reason, status, type: 'Available' };
    const others = conditions.filter(({ type }) => type !== 'Available');
    client.updateStatus(API_SERVICES, { ...object, status: { conditions: [...others, available] } } as KubeObject);
    this.context.trace(object, `available: ${status} (${reason})`);
  }

  private stateOf(object: KubeObject): ServiceState {
    const { client } = this.context;
    const spec = specOf(object);
    const isServed = SERVED.has(`${spec.group ?? ''}/${spec.version}`);
    const reference = serviceOf(spec);
    if (reference === undefined) return { service: undefined, slices: [], isServed };
    const { namespace, name } = reference;
    const slices: readonly EndpointSlice[] = client.list(SLICES, namespace);
    return {
      service: client.get('services', namespace, name),
      slices: slices.filter(({ metadata }) => metadata.labels?.[SERVICE_LABEL] === name),
      isServed,
    };
  }
}

/**
 * Says of every APIService whether it is available: it looks again when its Service or the endpoints of that change.
 *
 * Source: Kubernetes 1.36, kube-aggregator/pkg/controllers/status.
 */
export const apiServiceAvailabilityController: Controller = {
  name: 'api-service-availability-controller',
  start(context) {
    new Availabilities(context);
  },
};
