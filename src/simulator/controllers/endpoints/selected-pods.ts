import { equalJson, type ApiClient, type Labels, type ObjectChange, type Pod, type Service } from '../../api';
import { isPodFinished, isPodReady, keyOf } from '../../client';
import { selectsPods } from './endpoint-pods';

const NO_LABELS: Labels = {};
const NO_IPS: readonly [] = [];
const NO_PODS: ReadonlySet<string> = new Set();
const NO_SERVICES: readonly string[] = [];

/** Selectors of Services by their keys. */
type Selectors = Map<string, Labels>;

const NO_SELECTORS: ReadonlyMap<string, Labels> = new Map();

/** What of a Pod decides which Services it belongs to, and as what. */
function hasChanged(before: Pod, after: Pod): boolean {
  return (
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    isPodReady(before) !== isPodReady(after) ||
    isPodFinished(before) !== isPodFinished(after) ||
    before.spec.nodeName !== after.spec.nodeName ||
    !equalJson(before.status.podIPs ?? NO_IPS, after.status.podIPs ?? NO_IPS) ||
    !equalJson(before.metadata.labels ?? NO_LABELS, after.metadata.labels ?? NO_LABELS)
  );
}

/**
 * Which Pods each Service selects. A Service is found by one label of its selector, so that a change of a Pod costs what
 * its own labels cost, and not a look at every Service of the namespace.
 */
export class SelectedPods {
  /** Services by namespace, and there by the first label of their selector: most namespaces have none at all. */
  private readonly services = new Map<string, Map<string, Selectors>>();
  /** Names of the Pods of each Service. */
  private readonly members = new Map<string, Set<string>>();

  /** `onChange` hears the key of each Service whose Pods have changed in a way that its endpoints show. */
  constructor(
    private readonly client: ApiClient,
    private readonly onChange: (service: string) => void,
  ) {
    let isStarting = true;
    client.watch('services', (change) => this.noteService(change, isStarting));
    client.watch('pods', (change) => this.notePod(change, isStarting));
    isStarting = false;
  }

  /** Number of Pods of a Service. */
  count(service: string): number {
    return this.members.get(service)?.size ?? 0;
  }

  /** Pods of a Service, in the order in which they became that. */
  of(service: string): Pod[] {
    const namespace = service.slice(0, service.indexOf('/'));
    const pods: Pod[] = [];
    for (const name of this.members.get(service) ?? NO_PODS) {
      const pod = this.client.get('pods', namespace, name);
      if (pod !== undefined) pods.push(pod);
    }
    return pods;
  }

  private noteService({ type, object, previous }: ObjectChange<Service>, isStarting: boolean): void {
    const key = keyOf(object);
    const before = previous !== undefined && selectsPods(previous) ? previous.spec.selector : undefined;
    const after = type !== 'DELETED' && selectsPods(object) ? object.spec.selector : undefined;
    if (equalJson(before, after)) return;
    const { namespace } = object.metadata;
    const byLabel: Map<string, Selectors> = this.services.get(namespace) ?? new Map();
    if (before !== undefined) {
      const label = firstLabel(before);
      const bucket = byLabel.get(label);
      bucket?.delete(key);
      if (bucket?.size === 0) byLabel.delete(label);
      if (byLabel.size === 0) this.services.delete(namespace);
      this.members.delete(key);
    }
    if (after === undefined) return;
    this.services.set(namespace, byLabel);
    const label = firstLabel(after);
    const bucket = byLabel.get(label);
    if (bucket === undefined) byLabel.set(label, new Map([[key, after]]));
    else bucket.set(key, after);
    // While the first Services are read, the Pods are still to come.
    if (isStarting) return;
    for (const pod of this.client.list('pods', namespace)) {
      if (isSelected(after, pod.metadata.labels)) this.join(key, pod.metadata.name);
    }
  }

  private notePod({ type, object, previous }: ObjectChange<Pod>, isStarting: boolean): void {
    const { namespace, name } = object.metadata;
    if (!this.services.has(namespace)) return;
    if (type === 'MODIFIED' && previous !== undefined && !hasChanged(previous, object)) return;
    const before = previous === undefined ? NO_SERVICES : this.servicesOf(previous);
    const after = type === 'DELETED' ? NO_SERVICES : this.servicesOf(object);
    if (before.length + after.length === 0) return;
    for (const service of before) {
      if (!after.includes(service)) this.members.get(service)?.delete(name);
    }
    for (const service of after) this.join(service, name);
    // Who begins looks at every Service anyway.
    if (isStarting) return;
    for (const service of new Set([...before, ...after])) this.onChange(service);
  }

  private join(service: string, pod: string): void {
    const members = this.members.get(service);
    if (members === undefined) this.members.set(service, new Set([pod]));
    else members.add(pod);
  }

  private servicesOf({ metadata: { namespace, labels = NO_LABELS } }: Pod): readonly string[] {
    const byLabel = this.services.get(namespace);
    if (byLabel === undefined) return NO_SERVICES;
    const found: string[] = [];
    for (const name of Object.keys(labels)) {
      for (const [key, selector] of byLabel.get(`${name}=${labels[name] ?? ''}`) ?? NO_SELECTORS) {
        if (isSelected(selector, labels)) found.push(key);
      }
    }
    return found;
  }
}

function firstLabel(selector: Labels): string {
  const [name = ''] = Object.keys(selector).sort();
  return `${name}=${selector[name] ?? ''}`;
}

function isSelected(selector: Labels, labels: Labels = NO_LABELS): boolean {
  for (const name of Object.keys(selector)) if (labels[name] !== selector[name]) return false;
  return true;
}
