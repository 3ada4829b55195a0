import type { LoadBalancerIngress, Service } from '../../api';
import { keyOf, splitKey, WorkQueue, type Controller, type ControllerContext } from '../../client';
import { CLEANUP, decideLoadBalancer, freeIndex, wantsLoadBalancer } from './decide-load-balancer';

/** Where a load balancer can be reached: an address, a name, or both. */
export interface LoadBalancerAddress {
  readonly ip?: string;
  readonly hostname?: string;
}

/** What a cloud does for Services of type LoadBalancer. */
export interface LoadBalancerOptions {
  /** Virtual milliseconds until a load balancer has its address. */
  readonly delayMs: number;
  /**
   * Address of the load balancer with a number: 0, 1, 2 and so on; numbers of released ones are used again. When the
   * addresses begin to repeat, there are no more: further Services wait until one is released.
   */
  addressOf(index: number): LoadBalancerAddress;
}

/**
 * Gives Services of type LoadBalancer an address from outside, as the cloud of a cluster does. A cluster without a cloud
 * does not have this controller: there the address stays pending.
 *
 * Source: Kubernetes 1.36, cloud-provider/controllers/service. Not modelled: what a cloud refuses, and its own addresses
 * for `spec.loadBalancerIP`.
 */
export function serviceLoadBalancerController(options: LoadBalancerOptions): Controller {
  return {
    name: 'service-lb-controller',
    account: 'service-controller',
    component: 'service-controller',
    start: (context) => {
      new LoadBalancerLoop(context, options);
    },
  };
}

class LoadBalancerLoop {
  private readonly queue: WorkQueue;
  /** When the load balancers that are being made will be there, by UID of their Service. */
  private readonly readyMs = new Map<string, number>();
  /** Keys of Services that want a load balancer or have one. */
  private readonly served = new Set<string>();
  private readonly typeChanges = new Map<string, string>();

  constructor(
    private readonly context: ControllerContext,
    private readonly options: LoadBalancerOptions,
  ) {
    this.queue = new WorkQueue(context.loop, (key) => this.sync(key));
    context.client.watch('services', ({ type, object, previous }) => {
      const key = keyOf(object);
      if (type === 'DELETED') {
        this.readyMs.delete(object.metadata.uid);
        this.leave(key);
        return;
      }
      if (wantsLoadBalancer(object)) this.served.add(key);
      if (previous !== undefined && wantsLoadBalancer(previous) !== wantsLoadBalancer(object)) {
        this.typeChanges.set(key, `${previous.spec.type ?? ''} -> ${object.spec.type ?? ''}`);
      }
      if (this.served.has(key)) this.queue.add(key);
    });
  }

  private sync(key: string): void {
    const { client, events } = this.context;
    const [namespace, name] = splitKey(key);
    const service = client.get('services', namespace, name);
    if (service === undefined) return;
    const typeChange = this.typeChanges.get(key);
    if (typeChange !== undefined) events.event(service, 'Normal', 'Type', typeChange);
    this.typeChanges.delete(key);
    switch (decideLoadBalancer(service)) {
      case 'ensure':
        this.ensure(key, service);
        break;
      case 'release':
        this.release(key, service);
        break;
      case 'none':
        break;
    }
  }

  private ensure(key: string, service: Service): void {
    const { client, events, loop, trace } = this.context;
    const { uid, finalizers = [] } = service.metadata;
    const readyMs = this.readyMs.get(uid);
    if (readyMs === undefined) {
      events.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
      this.readyMs.set(uid, loop.nowMs + this.options.delayMs);
      this.queue.addAfter(key, this.options.delayMs);
      if (!finalizers.includes(CLEANUP)) {
        client.updateStatus('services', {
          ...service,
          metadata: { ...service.metadata, finalizers: [...finalizers, CLEANUP] },
        });
      }
      return;
    }
    if (loop.nowMs < readyMs) {
      this.queue.addAfter(key, readyMs - loop.nowMs);
      return;
    }
    const address = this.nextAddress();
    if (address === undefined) {
      trace(service, 'waits for a free address');
      return;
    }
    const loadBalancer = { ingress: [address] };
    client.updateStatus('services', { ...service, status: { ...service.status, loadBalancer } });
    this.readyMs.delete(uid);
    events.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
    trace(service, `has a load balancer at ${textOf(address)}`);
  }

  private release(key: string, service: Service): void {
    const { client, events } = this.context;
    const { uid, finalizers = [] } = service.metadata;
    this.readyMs.delete(uid);
    events.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
    client.updateStatus('services', {
      ...service,
      metadata: { ...service.metadata, finalizers: finalizers.filter((each) => each !== CLEANUP) },
      status: { ...service.status, loadBalancer: {} },
    });
    events.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
    this.leave(key);
  }

  /** Forgets a Service; its address is free for those that wait for one. */
  private leave(key: string): void {
    if (!this.served.delete(key)) return;
    for (const other of this.served) this.queue.add(other);
  }

  private nextAddress(): LoadBalancerIngress | undefined {
    const { client } = this.context;
    const taken = new Set<string>();
    for (const key of this.served) {
      const [namespace, name] = splitKey(key);
      const { ingress = [] } = client.get('services', namespace, name)?.status.loadBalancer ?? {};
      for (const each of ingress) taken.add(textOf(each));
    }
    const { addressOf } = this.options;
    const index = freeIndex(taken, (each) => textOf(addressOf(each)));
    if (index === undefined) return undefined;
    const { ip, hostname } = addressOf(index);
    return {
      ...(ip === undefined ? {} : { ip, ipMode: 'VIP' }),
      ...(hostname === undefined ? {} : { hostname }),
    };
  }
}

const textOf = ({ ip = '', hostname = '' }: LoadBalancerAddress): string => `${ip} ${hostname}`.trim();
