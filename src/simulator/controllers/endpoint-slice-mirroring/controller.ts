import { StatusError, type Endpoints, type EndpointSlice } from '../../api';
import {
  controllerReference,
  keyOf,
  ObjectIndex,
  splitKey,
  WorkQueue,
  type Controller,
  type ControllerContext,
} from '../../client';
import { isNamespaceTerminating } from '../pod-control';
import { decideMirror, ENDPOINTS_MAX, MANAGER } from './decide-mirror';

const SLICES = 'discovery.k8s.io/endpointslices';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

/**
 * Mirrors Endpoints of Services without a selector, which somebody writes by hand, as EndpointSlices.
 *
 * Source: Kubernetes 1.36, pkg/controller/endpointslicemirroring.
 */
export const endpointSliceMirroringController: Controller = {
  name: 'endpointslice-mirroring-controller',
  account: 'endpointslicemirroring-controller',
  component: 'endpoint-slice-mirroring-controller',
  start: (context) => {
    new MirroringLoop(context);
  },
};

const isMirrored = ({ metadata: { labels = {}, annotations = {} } }: Endpoints): boolean =>
  labels[SKIP] !== 'true' && annotations[LEADER] === undefined;

const endpointsOf = ({ metadata: { namespace, labels = {} } }: EndpointSlice): readonly string[] =>
  labels['endpointslice.kubernetes.io/managed-by'] === MANAGER
    ? [`${namespace}/${labels['kubernetes.io/service-name'] ?? ''}`]
    : [];

class MirroringLoop {
  private readonly slices: ObjectIndex<typeof SLICES>;
  private isWriting = false;

  constructor(private readonly context: ControllerContext) {
    const { client, loop } = context;
    this.slices = new ObjectIndex(client, SLICES, endpointsOf);
    const queue = new WorkQueue(loop, (key) => this.sync(key));
    client.watch('endpoints', ({ object, previous }) => {
      if (isMirrored(object) || (previous !== undefined && isMirrored(previous))) queue.add(keyOf(object));
    });
    client.watch('services', ({ object, previous }) => {
      const isSelecting = object.spec.selector !== undefined;
      const wasSelecting = previous?.spec.selector !== undefined;
      if (!isSelecting || (previous !== undefined && !wasSelecting)) queue.add(keyOf(object));
    });
    client.watch(SLICES, ({ object, previous }) => {
      if (this.isWriting) return;
      for (const slice of previous === undefined ? [object] : [object, previous]) {
        for (const key of endpointsOf(slice)) queue.add(key);
      }
    });
  }

  private sync(key: string): void {
    const { client } = this.context;
    const [namespace, name] = splitKey(key);
    const endpoints = client.get('endpoints', namespace, name);
    const service = client.get('services', namespace, name);
    const slices = this.slices.get(key);
    this.isWriting = true;
    try {
      if (endpoints === undefined || service === undefined) this.remove(slices);
      else if (!isMirrored(endpoints) || service.spec.selector !== undefined) this.remove(slices);
      else this.mirror(endpoints, slices);
    } catch (error) {
      if (!(error instanceof StatusError) || !isNamespaceTerminating(error)) throw error;
    } finally {
      this.isWriting = false;
    }
  }

  private mirror(endpoints: Endpoints, existing: readonly EndpointSlice[]): void {
    const { client, events, trace } = this.context;
    const { name, namespace, deletionTimestamp } = endpoints.metadata;
    const changes = decideMirror(endpoints, existing);
    if (changes.skipped > 0) {
      const text = `A max of ${ENDPOINTS_MAX} addresses can be mirrored to EndpointSlices per Endpoints subset.`;
      events.event(
        endpoints,
        'Warning',
        'TooManyAddressesToMirror',
        `${text} ${changes.skipped} addresses were skipped`,
      );
    }
    const ownerReferences = [controllerReference(endpoints)];
    for (const { labels, annotations, ...slice } of deletionTimestamp === undefined ? changes.create : []) {
      const metadata = { generateName: `${name}-`, namespace, labels, annotations, ownerReferences };
      client.create(SLICES, { metadata, ...slice });
      trace(endpoints, `mirrored ${slice.endpoints.length} addresses`);
    }
    for (const { slice, labels, annotations, ports, endpoints: mirrored } of changes.update) {
      const metadata = { ...slice.metadata, labels, annotations, ownerReferences };
      client.update(SLICES, { ...slice, metadata, ports, endpoints: mirrored });
    }
    this.remove(changes.delete);
  }

  private remove(slices: readonly EndpointSlice[]): void {
    for (const { metadata } of slices) {
      if (metadata.deletionTimestamp !== undefined) continue;
      this.context.client.delete(SLICES, metadata.namespace, metadata.name);
    }
  }
}
