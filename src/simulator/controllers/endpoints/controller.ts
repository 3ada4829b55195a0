import { StatusError, type Endpoints, type Pod, type Service } from '../../api';
import { keyOf, splitKey, type Controller, type ControllerContext } from '../../client';
import { isNamespaceTerminating } from '../pod-control';
import { decideEndpoints, type WantedEndpoints } from './decide-endpoints';
import { selectsPods } from './endpoint-pods';
import { ServiceQueue } from './service-queue';
import { TriggerTimes } from './trigger-times';

/** Keeps the Endpoints of every Service with a selector. Source: Kubernetes 1.36, pkg/controller/endpoint. */
export const endpointsController: Controller = {
  name: 'endpoints-controller',
  account: 'endpoint-controller',
  component: 'endpoint-controller',
  start(context) {
    const loop = new EndpointsLoop(context);
    // Services that are there already have been queued by their own watch.
    context.client.watch('endpoints', ({ type, object }) => {
      if (type === 'DELETED') loop.services.add(keyOf(object));
    });
  },
};

class EndpointsLoop {
  readonly services: ServiceQueue;
  private readonly times = new TriggerTimes();

  constructor(private readonly context: ControllerContext) {
    this.services = new ServiceQueue(context, (key, pods) => this.sync(key, pods));
  }

  private sync(key: string, pods: readonly Pod[]): void {
    const { client } = this.context;
    const [namespace, name] = splitKey(key);
    const service = client.get('services', namespace, name);
    const current = client.get('endpoints', namespace, name);
    if (service === undefined) {
      // Whoever wrote them: the endpoints of a Service go with it.
      if (current !== undefined) client.delete('endpoints', namespace, name);
      this.times.forget(key);
      this.services.forget(key);
      return;
    }
    if (!selectsPods(service)) return;
    const triggerTime = this.times.next(key, service, pods);
    const wanted = decideEndpoints(service, pods, current, triggerTime);
    if (wanted !== undefined) this.write(service, current, wanted);
  }

  private write(service: Service, current: Endpoints | undefined, { subsets, ...metadata }: WantedEndpoints): void {
    const { client, events, trace } = this.context;
    const { namespace, name } = service.metadata;
    try {
      if (current === undefined) client.create('endpoints', { metadata: { name, namespace, ...metadata }, subsets });
      else client.update('endpoints', { ...current, metadata: { ...current.metadata, ...metadata }, subsets });
      trace(service, `wrote Endpoints with ${countOf(subsets)} addresses`);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (current === undefined && isNamespaceTerminating(error)) return;
      const subject = { apiVersion: 'v1', kind: 'Endpoints', metadata: current?.metadata ?? { name, namespace } };
      const place = `${namespace}/${name}: ${error.message}`;
      if (current === undefined) {
        events.event(subject, 'Warning', 'FailedToCreateEndpoint', `Failed to create endpoint for service ${place}`);
      } else events.event(subject, 'Warning', 'FailedToUpdateEndpoint', `Failed to update endpoint ${place}`);
      throw error;
    }
  }
}

const countOf = (subsets: WantedEndpoints['subsets']): number =>
  subsets.reduce(
    (sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length,
    0,
  );
