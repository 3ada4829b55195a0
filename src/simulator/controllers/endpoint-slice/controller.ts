import { StatusError, type EndpointSlice, type Labels, type Pod, type Service } from '../../api';
import { controllerReference, ObjectIndex, splitKey, type Controller, type ControllerContext } from '../../client';
import { selectsPods } from '../endpoints/endpoint-pods';
import { ServiceQueue } from '../endpoints/service-queue';
import { TRIGGER_TIME, TriggerTimes } from '../endpoints/trigger-times';
import { isNamespaceTerminating } from '../pod-control';
import { decideSlices, type SliceChanges } from './decide-slices';
import { MANAGED_BY, MANAGER, SERVICE_NAME, viewService } from './wanted-slices';

/** Time between a change of a slice by somebody else and the run that puts it right. Source: endpointslice_controller.go. */
const FOREIGN_CHANGE_MS = 1000;

/** Keeps the EndpointSlices of every Service with a selector. Source: Kubernetes 1.36, pkg/controller/endpointslice. */
export const endpointSliceController: Controller = {
  name: 'endpointslice-controller',
  component: 'endpoint-slice-controller',
  start: (context) => {
    new EndpointSlicesLoop(context);
  },
};

/** Keys of the Service whose slice this is; none for a slice that somebody else keeps. */
const serviceOf = ({ metadata: { namespace, labels = {} } }: EndpointSlice): readonly string[] => {
  const name = labels[SERVICE_NAME] ?? '';
  return labels[MANAGED_BY] === MANAGER && name !== '' ? [`${namespace}/${name}`] : [];
};

class EndpointSlicesLoop {
  private readonly services: ServiceQueue;
  private readonly slices: ObjectIndex<'discovery.k8s.io/endpointslices'>;
  private readonly times = new TriggerTimes();
  private isWriting = false;

  constructor(private readonly context: ControllerContext) {
    const { client } = context;
    this.slices = new ObjectIndex(client, 'discovery.k8s.io/endpointslices', serviceOf);
    this.services = new ServiceQueue(context, (key, pods) => this.sync(key, pods));
    client.watch('discovery.k8s.io/endpointslices', ({ object, previous }) => {
      if (this.isWriting) return;
      for (const slice of previous === undefined ? [object] : [object, previous]) {
        for (const key of serviceOf(slice)) this.services.addLater(key, FOREIGN_CHANGE_MS);
      }
    });
  }

  private sync(key: string, pods: readonly Pod[]): void {
    const { client, events } = this.context;
    const [namespace, name] = splitKey(key);
    const service = client.get('services', namespace, name);
    if (service === undefined) {
      // The slices go with their owner.
      this.times.forget(key);
      this.services.forget(key);
      return;
    }
    if (!selectsPods(service)) return;
    const triggerTime = this.times.next(key, service, pods);
    const view = viewService(service, pods, (node) => client.get('nodes', '', node));
    const slices = this.slices.get(key).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const isKept = (slice: EndpointSlice): boolean => isOwned(slice, service);
    try {
      for (const wanted of view.slices) {
        const existing = slices.filter((slice) => slice.addressType === wanted.addressType && isKept(slice));
        this.write(service, decideSlices(existing, wanted), triggerTime);
      }
      const types = view.slices.map(({ addressType }) => addressType);
      this.write(
        service,
        { create: [], update: [], delete: slices.filter((each) => !isKept(each) || !types.includes(each.addressType)) },
        triggerTime,
      );
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      events.event(service, 'Warning', 'FailedToUpdateEndpointSlices', failureText(service, error.message));
      throw error;
    }
    const [lost] = view.lost;
    if (lost === undefined) return;
    const reason = `skipping Pod ${lost.metadata.name} for Service ${key}: Node ${lost.spec.nodeName ?? ''} Not Found`;
    events.event(service, 'Warning', 'FailedToUpdateEndpointSlices', failureText(service, reason));
    this.services.addLater(key, FOREIGN_CHANGE_MS);
  }

  private write(service: Service, changes: SliceChanges, triggerTime: string | undefined): void {
    const { client, trace } = this.context;
    const { namespace, name } = service.metadata;
    const annotations: Labels = triggerTime === undefined ? {} : { [TRIGGER_TIME]: triggerTime };
    this.isWriting = true;
    try {
      // A Service that goes takes its slices along: nothing new is made for it.
      for (const { labels, ...slice } of service.metadata.deletionTimestamp === undefined ? changes.create : []) {
        const ownerReferences = [controllerReference(service)];
        const metadata = { generateName: `${name}-`, namespace, labels, annotations, ownerReferences };
        client.create('discovery.k8s.io/endpointslices', { metadata, ...slice });
        trace(service, `made an EndpointSlice with ${slice.endpoints.length} endpoints`);
      }
      for (const { slice, labels, ports, endpoints } of changes.update) {
        const { [TRIGGER_TIME]: _old, ...others } = slice.metadata.annotations ?? {};
        const metadata = { ...slice.metadata, labels, annotations: { ...others, ...annotations } };
        client.update('discovery.k8s.io/endpointslices', { ...slice, metadata, ports, endpoints });
        trace(service, `changed EndpointSlice ${slice.metadata.name} to ${endpoints.length} endpoints`);
      }
      for (const { metadata } of changes.delete) {
        client.delete('discovery.k8s.io/endpointslices', namespace, metadata.name);
      }
    } catch (error) {
      if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
    } finally {
      this.isWriting = false;
    }
  }
}

const isOwned = ({ metadata }: EndpointSlice, service: Service): boolean =>
  (metadata.ownerReferences ?? []).some(({ uid }) => uid === service.metadata.uid);

const failureText = ({ metadata }: Service, reason: string): string =>
  `Error updating Endpoint Slices for Service ${metadata.namespace}/${metadata.name}: ${reason}`;
