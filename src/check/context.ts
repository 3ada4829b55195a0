import { type ApiClient, type Applied, type Cluster, type Kinds, type KubeObject, missingFor } from '../simulator';
import type { CheckedName, Finding, Severity } from './finding';

type Pod = Kinds['pods'];
type Event = Kinds['events'];

/** An object of the set that the cluster took. */
export interface CheckedObject extends CheckedName {
  readonly stack: string;
  readonly file: string;
  /** Whether it goes by itself when it is done. @default false */
  readonly endsByItself?: boolean;
}

/** What a rule says about an object. */
export interface Remark {
  readonly message: string;
  readonly cure: string;
  /** @default 'error' */
  readonly severity?: Severity;
}

const keyOf = ({ kind, namespace, name }: Omit<CheckedName, 'apiVersion'>): string =>
  `${kind} ${namespace ?? ''}/${name}`;

/** Whether a Pod has ended for good. */
const isOver = ({ status }: Pod): boolean => status.phase === 'Succeeded' || status.phase === 'Failed';

/** What the rules look at: the cluster, the objects of the set, and who owns whom. */
export class CheckContext {
  /** Findings so far. */
  readonly findings: Finding[] = [];
  private readonly byKey: ReadonlyMap<string, CheckedObject>;
  private readonly said = new Set<string>();
  private readonly excused = new Set<string>();

  constructor(
    readonly cluster: Cluster,
    readonly objects: readonly CheckedObject[],
    /** Objects of the set that the server did not take. */
    readonly refused: readonly KubeObject[] = [],
  ) {
    this.byKey = new Map(objects.map((object) => [keyOf(object), object]));
  }

  get client(): ApiClient {
    return this.cluster.client;
  }

  /** Objects of the set of a kind. */
  ofKind(kind: string): readonly CheckedObject[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  /** The object of the set that an object belongs to: itself, or an owner at any distance. */
  rootOf({ kind, metadata }: KubeObject): CheckedObject | undefined {
    const { namespace = '', name = '' } = metadata;
    const own = this.byKey.get(keyOf({ kind, namespace, name }));
    if (own !== undefined) return own;
    for (const owner of metadata.ownerReferences ?? []) {
      const parent = this.find(owner.kind, namespace, owner.name);
      if (parent !== undefined) return this.rootOf(parent);
    }
    return undefined;
  }

  /** The object of the set by its kind and place. */
  named(kind: string, namespace: string, name: string): CheckedObject | undefined {
    return this.byKey.get(keyOf({ kind, namespace, name }));
  }

  /** Pods that belong to the set and have not ended, each with the object it belongs to. */
  pods(): readonly { readonly pod: Pod; readonly root: CheckedObject }[] {
    return this.client.list('pods').flatMap((pod) => {
      const root = isOver(pod) || pod.metadata.deletionTimestamp !== undefined ? undefined : this.rootOf(pod);
      return root === undefined ? [] : [{ pod, root }];
    });
  }

  /** Pods that ended in failure, each with the object of the set that it belongs to. */
  failedPods(): readonly { readonly pod: Pod; readonly root: CheckedObject }[] {
    return this.client.list('pods').flatMap((pod) => {
      const root = pod.status.phase === 'Failed' ? this.rootOf(pod) : undefined;
      return root === undefined ? [] : [{ pod, root }];
    });
  }

  /** What an object lacks to be ready; undefined when it is. */
  missing(object: CheckedName): string | undefined {
    return missingFor(this.client, object);
  }

  isUnready(object: CheckedName): boolean {
    return this.missing(object) !== undefined;
  }

  /** Whether a warning was given about an object, or about what belongs to it. */
  isTalkedAbout({ kind, namespace, name }: CheckedName): boolean {
    return this.client.list('events', namespace).some(({ type, involvedObject: about }) => {
      const { kind: aboutKind = '', name: aboutName = '' } = about;
      return type === 'Warning' && ((aboutKind === kind && aboutName === name) || aboutName.startsWith(`${name}-`));
    });
  }

  /** Warnings about an object, the latest last. */
  warnings({ metadata }: KubeObject): readonly Event[] {
    return this.client
      .list('events', metadata.namespace)
      .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject.uid === metadata.uid);
  }

  /**
   * Notes a finding. What a rule says about an object once, whatever Pod it saw it at, it does not say again.
   *
   * @param topic - tells apart what a rule says of one object: a container, a port
   */
  report(rule: string, object: CheckedObject, { message, cure, severity = 'error' }: Remark, topic = ''): void {
    const key = [rule, keyOf(object), topic].join('\n');
    if (this.said.has(key)) return;
    this.said.add(key);
    const { stack, file, apiVersion, kind, namespace, name } = object;
    const place = namespace === undefined ? {} : { namespace };
    this.findings.push({ rule, severity, stack, file, object: { apiVersion, kind, ...place, name }, message, cure });
  }

  /** Notes that an object only waits for something that a finding is about. */
  excuse(object: CheckedObject): void {
    this.excused.add(keyOf(object));
  }

  /** Whether an error was found at an object, or at what it waits for: what follows from it is no news. */
  isExplained({ kind, namespace, name }: CheckedName): boolean {
    if (this.excused.has(keyOf({ kind, ...(namespace === undefined ? {} : { namespace }), name }))) return true;
    return this.findings.some(
      ({ object, severity }) =>
        severity === 'error' && object.kind === kind && object.namespace === namespace && object.name === name,
    );
  }

  private find(kind: string, namespace: string, name: string): KubeObject | undefined {
    const resource = OWNERS[kind];
    return resource === undefined ? undefined : this.client.get<string>(resource, namespace, name);
  }
}

/** Kinds that own others. */
const OWNERS: Readonly<Record<string, string>> = {
  CronJob: 'batch/cronjobs',
  DaemonSet: 'apps/daemonsets',
  Deployment: 'apps/deployments',
  Job: 'batch/jobs',
  ReplicaSet: 'apps/replicasets',
  ReplicationController: 'replicationcontrollers',
  StatefulSet: 'apps/statefulsets',
};

/** The object of the set that was applied. */
export const checkedObject = (stack: string, applied: Applied): CheckedObject => {
  const { file, apiVersion, kind, namespace, name, endsByItself } = applied;
  return {
    stack,
    file,
    apiVersion,
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(endsByItself === undefined ? {} : { endsByItself }),
  };
};
