import { createHash } from 'node:crypto';
import type { Session } from '../connection/session';
import type { Discovery, ServedKind } from '../api/discovery';
import { applyObject, deleteObject, type Place } from '../api/objects';
import { isRefusal } from '../api/status';
import { ClusterError } from '../connection/cluster-error';
import type { KubeObject } from '../objects/object';

/** Label of a member, with the id of its set. */
export const PART_OF_LABEL = 'applyset.kubernetes.io/part-of';
/**
 * Label of a namespace, with the id of the set in it. Namespaces bear no `part-of`: the parent lies inside, so kubectl
 * could neither make them nor delete them with their set, and would delete one that is missing among the files given.
 */
export const NAMESPACE_LABEL = 'workshop-stacks/set';
const ID_LABEL = 'applyset.kubernetes.io/id';
const TOOLING = 'applyset.kubernetes.io/tooling';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
/** What kubectl before 1.29 reads instead: `deployments.apps`. */
const RESOURCES = 'applyset.kubernetes.io/contains-group-resources';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';

/**
 * What our sets say made them. kubectl refuses sets of other tools by the name in front of the slash, and ours are laid
 * out as kubectl lays out its own, so that either can go on with what the other began; the build of the version, which
 * nobody compares, tells who it was.
 */
const OUR_TOOLING = 'kubectl/v1.36.0+workshop-stacks';

/** Who writes the parent: kubectl's own name for it, so that the one removes annotations that the other wrote. */
const PARENT_MANAGER = 'kubectl-applyset';

/** What kinds and namespaces the members of a set are in; more is allowed than there is. */
export interface SetExtent {
  /** `Kind.group`; the kind alone for the core group. */
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

/** The object that stands for a set: a ConfigMap. */
export interface SetParent {
  readonly name: string;
  readonly namespace: string;
}

/** Name of a kind as sets list it. */
export const groupKindText = ({ group, kind }: Pick<ServedKind, 'group' | 'kind'>): string =>
  group === '' ? kind : `${kind}.${group}`;

/** Group and kind of such a name. */
export function parseGroupKind(text: string): { readonly group: string; readonly kind: string } {
  const dot = text.indexOf('.');
  return dot < 0 ? { group: '', kind: text } : { group: text.slice(dot + 1), kind: text.slice(0, dot) };
}

/** Everything that is in one of the two. */
export const joined = (left: SetExtent, right: SetExtent): SetExtent => ({
  kinds: new Set([...left.kinds, ...right.kinds]),
  namespaces: new Set([...left.namespaces, ...right.namespaces]),
});

/** No kinds, no namespaces. */
export const NOTHING: SetExtent = { kinds: new Set(), namespaces: new Set() };

/** Id of a set, the same for every tool. Source: KEP-3659, "ApplySet identification". */
export const setIdOf = ({ name, namespace }: SetParent): string =>
  `applyset-${createHash('sha256').update(`${name}.${namespace}.ConfigMap.`).digest('base64url')}-v1`;

const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((part) => part !== '');

/** Resources of kinds, as far as they are served yet. */
const resourcesOf = (kinds: ReadonlySet<string>, discovery: Discovery): string[] =>
  [...kinds].flatMap((text) => {
    const { group, kind } = parseGroupKind(text);
    const served = discovery.preferred(group, kind);
    return served === undefined ? [] : [group === '' ? served.resource : `${served.resource}.${group}`];
  });

/** Kinds that a parent names, in the newer or the older way. */
function kindsIn(annotations: Readonly<Record<string, string>>, discovery: Discovery): string[] {
  if (annotations[KINDS] !== undefined) return listOf(annotations[KINDS]);
  return listOf(annotations[RESOURCES]).flatMap((text) => {
    const { group, kind: resource } = parseGroupKind(text);
    const served = discovery.kinds.find((each) => each.group === group && each.resource === resource);
    return served === undefined ? [] : [groupKindText(served)];
  });
}

/** A set of objects that are deployed together, as KEP-3659 describes it: `kubectl apply --prune --applyset` knows it. */
export class ApplySet {
  readonly id: string;
  /** Id of the parent as it was seen or written: one that was made again belongs to whoever made it. */
  private parentUid: string | undefined;

  /**
   * @param configMaps the kind ConfigMap, as the cluster serves it
   * @param extent where members are, or may be; undefined for a set that is not noted yet
   */
  constructor(
    private readonly session: Session,
    private readonly configMaps: ServedKind,
    readonly parent: SetParent,
    public extent?: SetExtent | undefined,
  ) {
    this.id = setIdOf(parent);
  }

  private get place(): Place {
    return { kind: this.configMaps, ...this.parent };
  }

  /**
   * Learns from the parent, as it is in the cluster, where members are.
   *
   * @throws ClusterError when the ConfigMap is something else, or the set of another tool.
   */
  learn({ metadata }: KubeObject): void {
    const { uid, labels = {}, annotations = {} } = metadata;
    this.requireOurs(labels[ID_LABEL], annotations[TOOLING]);
    this.parentUid = uid;
    this.extent = {
      kinds: new Set(kindsIn(annotations, this.session.discovery)),
      namespaces: new Set([this.parent.namespace, ...listOf(annotations[NAMESPACES])]),
    };
  }

  private requireOurs(id: string | undefined, tooling: string | undefined): void {
    const where = `ConfigMap ${this.parent.namespace}/${this.parent.name}`;
    if (id !== this.id) {
      throw new ClusterError('set', `${where} is not the parent of this set: its label ${ID_LABEL} is '${id ?? ''}'`);
    }
    const tool = tooling?.includes('/') ? tooling.slice(0, tooling.lastIndexOf('/')) : tooling;
    if (tool !== 'kubectl') {
      throw new ClusterError('set', `${where} is the parent of a set of '${tool ?? 'nobody'}', which must change it`);
    }
  }

  /** Notes that members may also be there, before they are. */
  async widen(extent: SetExtent): Promise<void> {
    await this.note(joined(this.extent ?? NOTHING, extent));
  }

  /** Notes where members are, or may be; nothing is written when that is known. */
  async note(extent: SetExtent): Promise<void> {
    const others = [...extent.namespaces].filter((name) => name !== this.parent.namespace && name !== '');
    const texts = {
      [KINDS]: [...extent.kinds].sort().join(','),
      [RESOURCES]: resourcesOf(extent.kinds, this.session.discovery).sort().join(','),
      [NAMESPACES]: others.sort().join(','),
    };
    const namespaces = new Set([this.parent.namespace, ...others]);
    const { extent: known } = this;
    if (known !== undefined && isSame(known.kinds, extent.kinds) && isSame(known.namespaces, namespaces)) return;
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...this.parent, labels: { [ID_LABEL]: this.id }, annotations: { [TOOLING]: OUR_TOOLING, ...texts } },
    };
    this.parentUid = (await this.written(object)).metadata.uid;
    this.extent = { kinds: extent.kinds, namespaces };
  }

  private async written(object: object): Promise<KubeObject> {
    const { api } = this.session;
    const fieldManager = PARENT_MANAGER;
    try {
      return (await applyObject(api, this.place, object, { fieldManager })).object;
    } catch (error) {
      if (!isRefusal(error, 409)) throw error;
      // Whoever else wrote these fields: they are the set's.
      return (await applyObject(api, this.place, object, { fieldManager, isForced: true })).object;
    }
  }

  /** Forgets the set; its members stay. */
  async remove(): Promise<void> {
    const uid = this.parentUid;
    if (uid !== undefined) await deleteObject(this.session.api, this.place, { uid });
    this.extent = undefined;
  }
}

const isSame = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
  left.size === right.size && [...left].every((each) => right.has(each));
