import { type Coroutine, type Process, WaitList, waitFor } from '../../process';
import type { KubernetesClient } from '../clients/kubernetes/client';
import { type FollowedObject, FollowedObjects } from '../clients/kubernetes/followed-objects';
import type { ClusterObjects, Endpoints, Ingress, Secret, Service } from './cluster-objects';
import { servesIngress } from './ingress-class';
import { withOtherAddress, writeAddress } from './ingress-status';
import { log } from './log';
import { makeConfig } from './make-config';
import type { ServeSettings } from './settings';

/** How long changes are taken together. Source: Contour 1.33, cmd/contour/serve.go `HoldoffDelay`. */
const HOLD_OFF_MS = 100;

/** What a control plane is told. */
export type PlaneSettings = Omit<ServeSettings, 'xdsPort' | 'healthPort'>;

/** What Contour makes of the objects of its cluster, as they change. */
export class ControlPlane {
  /** Wakes who follows the configuration. */
  readonly news = new WaitList();
  /** Whether this one writes the status of Ingresses. */
  private isLeader = false;
  private readonly changed = new WaitList();
  private hasChanged = false;
  private readonly ingresses: FollowedObjects<Ingress>;
  private readonly services: FollowedObjects<Service>;
  private readonly endpoints: FollowedObjects<Endpoints>;
  private readonly secrets: FollowedObjects<Secret>;
  private text = '';

  constructor(
    private readonly process: Process,
    private readonly client: KubernetesClient,
    private readonly settings: PlaneSettings,
  ) {
    this.ingresses = this.follow('/apis/networking.k8s.io/v1/ingresses');
    this.services = this.follow('/api/v1/services');
    this.endpoints = this.follow('/api/v1/endpoints');
    this.secrets = this.follow('/api/v1/secrets');
  }

  /** The configuration as text. */
  readonly config = (): string => this.text;

  /** Waits until all that it needs has been listed. */
  *sync(): Coroutine<void> {
    const all = [this.ingresses, this.services, this.endpoints, this.secrets];
    while (!all.every(({ isSynced }) => isSynced)) yield* waitFor(this.changed.change);
    this.update();
  }

  /** Brings the configuration to where the objects are, for ever, and with `withStatus` their status as well. */
  *run(withStatus = true): Coroutine<never> {
    for (;;) {
      if (!this.hasChanged) yield* waitFor(this.changed.change);
      yield* this.process.sleep(HOLD_OFF_MS);
      this.hasChanged = false;
      this.update();
      if (withStatus) yield* this.writeStatus();
    }
  }

  /** Writes the addresses of the proxies into the Ingresses that it serves, if it is the one that writes. */
  *writeStatus(): Coroutine<void> {
    if (!this.isLeader) return;
    const addresses = this.services.get(this.settings.envoyService)?.status?.loadBalancer?.ingress ?? [];
    if (addresses.length === 0) return;
    const served = this.ingresses.all().filter((each) => servesIngress(each, this.settings.classes));
    for (const ingress of withOtherAddress(served, addresses)) {
      const refusal = yield* writeAddress(this.client, ingress, addresses);
      if (refusal !== undefined) yield* log(this.process, 'error', refusal, { context: 'StatusUpdateHandler' });
    }
  }

  /** It is the one that writes, or no more. */
  lead(isLeader: boolean): void {
    this.isLeader = isLeader;
    this.note();
  }

  private follow<T extends FollowedObject>(path: string): FollowedObjects<T> {
    const followed = new FollowedObjects<T>(this.process, this.client, path, () => this.note());
    const complain = (text: string): Coroutine<void> => log(this.process, 'error', text, { context: 'kubernetes' });
    this.process.start(followed.follow(complain));
    return followed;
  }

  private note(): void {
    this.hasChanged = true;
    this.changed.wakeAll();
  }

  private update(): void {
    const objects: ClusterObjects = {
      ingresses: this.ingresses.all(),
      service: (key) => this.services.get(key),
      endpoints: (key) => this.endpoints.get(key),
      secret: (key) => this.secrets.get(key),
    };
    this.text = JSON.stringify(makeConfig(objects, this.settings));
    this.news.wakeAll();
  }
}
