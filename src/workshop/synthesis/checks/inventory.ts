import { ClusterScope } from '../../constructs';
import type { Check, Report } from '../finding';
import type { ObjectSet, SynthesizedObject } from '../object-set';
import { PodsByLabel } from './label-selection';
import { type Item, kindOf, type PodSource, podSourceOf } from './pod-source';
import { type Fields, fieldsOf, itemsOf, numberOf, textOf } from './reading';

/** A Service as other objects see it. */
export interface ServiceEntry extends Item {
  readonly ports: readonly {
    readonly name: string | undefined;
    readonly port: number | undefined;
    readonly targetPort: number | string | undefined;
    readonly protocol: string;
  }[];
  /** Labels of the Pods behind it; undefined where its endpoints are written by hand. */
  readonly selector: Fields | undefined;
  /** Whether its name means the Pods themselves. */
  readonly isHeadless: boolean;
  /** Whether its name is an alias of another name. */
  readonly isAlias: boolean;
}

/** What the objects of one namespace offer to each other. */
export class NamespaceInventory {
  readonly pods = new PodsByLabel();
  readonly services = new Map<string, ServiceEntry>();
  /** ConfigMaps and their values. */
  readonly configs = new Map<string, Fields>();
  /** Secrets, written or required, and the keys they hold; undefined where the cluster fills them. */
  readonly secrets = new Map<string, ReadonlySet<string> | undefined>();
  readonly claims = new Set<string>();
  /** Start of the names of claims that StatefulSets make. */
  readonly claimPrefixes = new Set<string>();
  readonly accounts = new Set<string>(['default']);
  /** Names of Services whose endpoints are written by hand. */
  readonly endpoints = new Set<string>();
  /** All objects of the namespace. */
  readonly items: Item[] = [];
  private byName: ReadonlyMap<string, Item> | undefined;

  /** Objects by `group/kind/name`. */
  get objects(): ReadonlyMap<string, Item> {
    // Rarely needed: made when somebody asks.
    this.byName ??= new Map(this.items.map((item) => [`${item.kind}/${item.name}`, item]));
    return this.byName;
  }
}

/** Everything that is deployed together, read once for all checks. */
export interface Inventory {
  readonly items: readonly Item[];
  readonly pods: readonly PodSource[];
  /** Objects of one kind, such as `apps/Deployment`. */
  ofKind(kind: string): readonly Item[];
  /** What there is in a namespace; undefined when nothing is known of it. */
  namespace(name: string): NamespaceInventory | undefined;
  /** The namespace of `item`. */
  around(item: Item): NamespaceInventory;
}

function serviceEntryOf(item: Item): ServiceEntry {
  const spec = fieldsOf(item.manifest.spec);
  const selector = fieldsOf(spec.selector);
  const { set, object, manifest, kind, name: serviceName, namespace } = item;
  return {
    set,
    object,
    manifest,
    kind,
    name: serviceName,
    namespace,
    ports: itemsOf(spec.ports).map(({ name, port, targetPort, protocol }) => ({
      name: textOf(name),
      port: numberOf(port),
      targetPort: numberOf(targetPort) ?? textOf(targetPort) ?? numberOf(port),
      protocol: textOf(protocol) ?? 'TCP',
    })),
    selector: Object.keys(selector).length === 0 ? undefined : selector,
    isHeadless: spec.clusterIP === 'None',
    isAlias: spec.type === 'ExternalName',
  };
}

/** Secrets that the control plane fills. */
const FILLED_SECRET = 'kubernetes.io/service-account-token';

/** Notes in `namespace` what `item` offers to others. */
function note(namespace: NamespaceInventory, item: Item): void {
  const { manifest, name, kind } = item;
  namespace.items.push(item);
  switch (kind) {
    case 'Service':
      namespace.services.set(name, serviceEntryOf(item));
      break;
    case 'ConfigMap':
      namespace.configs.set(name, { ...fieldsOf(manifest.binaryData), ...fieldsOf(manifest.data) });
      break;
    case 'Secret': {
      const keys = [...Object.keys(fieldsOf(manifest.data)), ...Object.keys(fieldsOf(manifest.stringData))];
      namespace.secrets.set(name, manifest.type === FILLED_SECRET ? undefined : new Set(keys));
      break;
    }
    case 'PersistentVolumeClaim':
      namespace.claims.add(name);
      break;
    case 'ServiceAccount':
      namespace.accounts.add(name);
      break;
    case 'Endpoints':
      namespace.endpoints.add(name);
      break;
    case 'discovery.k8s.io/EndpointSlice':
      namespace.endpoints.add(textOf(fieldsOf(manifest.metadata.labels)['kubernetes.io/service-name']) ?? '');
      break;
    case 'apps/StatefulSet':
      for (const template of itemsOf(fieldsOf(manifest.spec).volumeClaimTemplates)) {
        namespace.claimPrefixes.add(`${textOf(fieldsOf(template.metadata).name) ?? ''}-${name}-`);
      }
      break;
  }
}

function take(sets: readonly ObjectSet[]): Inventory {
  const items: Item[] = [];
  const pods: PodSource[] = [];
  const byKind = new Map<string, Item[]>();
  const namespaces = new Map<string, NamespaceInventory>();
  const namespaceCalled = (name: string): NamespaceInventory => {
    const known = namespaces.get(name);
    if (known !== undefined) return known;
    const made = new NamespaceInventory();
    namespaces.set(name, made);
    return made;
  };
  const takeObject = (set: ObjectSet, object: SynthesizedObject): void => {
    const { manifest } = object;
    const kind = kindOf(manifest);
    const namespace = textOf(manifest.metadata.namespace) ?? 'default';
    const item: Item = { set, object, manifest, kind, name: manifest.metadata.name, namespace };
    items.push(item);
    const same = byKind.get(kind);
    if (same === undefined) byKind.set(kind, [item]);
    else same.push(item);
    if (kind === 'Namespace') namespaceCalled(item.name);
    if (ClusterScope.kinds.has(manifest.kind)) return;
    const around = namespaceCalled(namespace);
    note(around, item);
    const pod = podSourceOf(item);
    if (pod === undefined) return;
    pods.push(pod);
    around.pods.add(pod);
  };
  for (const set of sets) {
    for (const object of set.objects) takeObject(set, object);
  }
  for (const { name, namespace = 'default', keys } of sets.flatMap((set) => set.secrets)) {
    const { secrets } = namespaceCalled(namespace);
    if (!secrets.has(name)) secrets.set(name, new Set(keys));
  }
  return {
    items,
    pods,
    ofKind: (kind) => byKind.get(kind) ?? [],
    namespace: (name) => namespaces.get(name),
    around: (item) => namespaceCalled(item.namespace),
  };
}

const taken = new WeakMap<readonly ObjectSet[], Inventory>();

/** The inventory of what is deployed together; made once for all checks of the same group. */
export function inventoryOf(sets: readonly ObjectSet[]): Inventory {
  const known = taken.get(sets);
  if (known !== undefined) return known;
  const made = take(sets);
  taken.set(sets, made);
  return made;
}

/** Reports about one object. */
export type Tell = (item: Item, rule: string, message: string) => void;

/** A check in terms of the inventory. */
export const checkOf =
  (judgeInventory: (inventory: Inventory, tell: Tell) => void): Check =>
  (sets: readonly ObjectSet[], report: Report) =>
    judgeInventory(inventoryOf(sets), (item, rule, message) => report(item.set, item.object, rule, message));

/** A check for the production form only: lessons show on purpose what it refuses. */
export const productionCheckOf =
  (judgeInventory: (inventory: Inventory, tell: Tell) => void): Check =>
  (sets, report) => {
    if (sets.every(({ environment }) => environment.form === 'production')) checkOf(judgeInventory)(sets, report);
  };
