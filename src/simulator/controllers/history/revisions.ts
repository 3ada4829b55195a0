import {
  StatusError,
  type ApiClient,
  type ControllerRevision,
  type KubeObject,
  type NewObject,
  type PodTemplateSpec,
} from '../../api';
import { controllerOf, controllerReference, ObjectIndex } from '../../client';
import { keepsData, type RevisionData } from './revision-data';

/** ControllerRevisions by whom they belong to. */
export class Revisions {
  private readonly index: ObjectIndex<'apps/controllerrevisions'>;

  constructor(private readonly client: ApiClient) {
    this.index = new ObjectIndex(client, 'apps/controllerrevisions', (revision) => [
      controllerOf(revision)?.uid ?? orphanKey(revision.metadata.namespace),
    ]);
  }

  /** Revisions of an owner. */
  of(owner: KubeObject): readonly ControllerRevision[] {
    return this.index.get(owner.metadata.uid as string);
  }

  /** Revisions of a namespace that nobody owns. */
  orphansIn(namespace: string): readonly ControllerRevision[] {
    return this.index.get(orphanKey(namespace));
  }

  /**
   * Makes a revision. One of that name that keeps the same comes back as it is.
   *
   * @returns undefined when one of that name keeps something else: the hashes collide.
   */
  create(draft: RevisionDraft): ControllerRevision | undefined {
    try {
      return this.client.create('apps/controllerrevisions', draft);
    } catch (error) {
      if (!(error instanceof StatusError) || error.status.reason !== 'AlreadyExists') throw error;
      const present = this.client.get('apps/controllerrevisions', draft.metadata.namespace, draft.metadata.name);
      return present !== undefined && keepsData(present, draft.data) ? present : undefined;
    }
  }

  /** Gives a revision another number. */
  renumber(revision: ControllerRevision, number: number): ControllerRevision {
    if (revision.revision === number) return revision;
    return this.client.update('apps/controllerrevisions', { ...revision, revision: number });
  }

  /** Deletes a revision. */
  delete({ metadata: { namespace, name } }: ControllerRevision): void {
    this.client.delete('apps/controllerrevisions', namespace, name);
  }
}

const orphanKey = (namespace: string): string => `/${namespace}`;

/** A revision that is yet to be made. */
export type RevisionDraft = NewObject<'apps/controllerrevisions'> & {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly data: RevisionData;
};

/** The draft of a revision: labels of the template, annotations of the owner. */
export function newRevision(
  owner: KubeObject,
  template: PodTemplateSpec,
  { name, data, revision, label, hash }: NewRevision,
): RevisionDraft {
  const { annotations, namespace } = owner.metadata;
  return {
    metadata: {
      name,
      namespace: namespace as string,
      labels: { ...template.metadata.labels, [label]: hash },
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    data,
    revision,
  };
}

/** What a revision has beside its owner's. */
export interface NewRevision {
  readonly name: string;
  readonly data: RevisionData;
  /** Its number, 1 for the first. */
  readonly revision: number;
  /** Label that shows the hash. */
  readonly label: string;
  readonly hash: string;
}
