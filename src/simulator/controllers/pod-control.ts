import { StatusError, type KubeObject, type NewMeta, type Pod, type PodSpec, type PodTemplateSpec } from '../api';
import { controllerReference, type ControllerContext } from '../client';

/** What a Pod has beyond its template. */
export interface PodExtras {
  /** @default - generated from the owner's name */
  readonly name?: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  /** Changes of the specification. */
  readonly spec?: Partial<PodSpec>;
}

/** The draft of a Pod that `owner` makes of a template. Source: Kubernetes 1.36, pkg/controller `GetPodFromTemplate`. */
export function podOf(template: PodTemplateSpec, owner: KubeObject, extras: PodExtras = {}): PodDraft {
  const { labels, annotations, finalizers } = template.metadata;
  const named =
    extras.name === undefined
      ? { generateName: extras.generateName ?? `${owner.metadata.name as string}-` }
      : { name: extras.name };
  const allFinalizers = [...(finalizers ?? []), ...(extras.finalizers ?? [])];
  const metadata: NewMeta = {
    ...named,
    namespace: owner.metadata.namespace as string,
    ...present('labels', { ...labels, ...extras.labels }),
    ...present('annotations', { ...annotations, ...extras.annotations }),
    ...(allFinalizers.length === 0 ? {} : { finalizers: allFinalizers }),
    ownerReferences: [controllerReference(owner)],
  };
  return { metadata, spec: { ...template.spec, ...extras.spec } };
}

/** A Pod that is yet to be made. */
export interface PodDraft {
  readonly metadata: NewMeta;
  readonly spec: PodSpec;
}

const present = (field: string, map: Readonly<Record<string, string>>): object =>
  Object.keys(map).length === 0 ? {} : { [field]: map };

/** Makes a Pod for `owner`, with the Event of success or failure. Throws what the API refuses it with. */
export function createPod({ client, events }: ControllerContext, owner: KubeObject, draft: PodDraft): Pod {
  try {
    const pod = client.create('pods', draft);
    events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return pod;
  } catch (error) {
    // A Namespace that goes away takes its owners along: nobody needs to hear of it.
    if (error instanceof StatusError && !isNamespaceTerminating(error)) {
      events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    }
    throw error;
  }
}

/** Whether a write was refused because its Namespace is going away. */
export const isNamespaceTerminating = ({ status }: StatusError): boolean =>
  (status.details?.causes ?? []).some(({ reason }) => reason === 'NamespaceTerminating');

/** Deletes a Pod of `owner`, with the Event of success or failure; one that is gone already is no failure. */
export function deletePod({ client, events }: ControllerContext, owner: KubeObject, pod: Pod): void {
  const { namespace, name, uid } = pod.metadata;
  try {
    client.delete('pods', namespace, name, { uid });
    events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.code === 404) return;
    events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    throw error;
  }
}
