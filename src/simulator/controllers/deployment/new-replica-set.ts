import {
  DNS_SUBDOMAIN_BYTES_MAX,
  type Deployment,
  type LabelSelectorObject,
  type NewObject,
  type ReplicaSet,
} from '../../api';
import { controllerReference } from '../../client';
import { templateHash } from '../template-hash';
import { currentAnnotations, nextRevision, replicasAnnotations } from './annotations';
import { decideCurrentSize } from './decide-rolling';
import { POD_TEMPLATE_HASH } from './replica-sets';

/** A ReplicaSet that is yet to be made. */
export type ReplicaSetDraft = NewObject<'apps/replicasets'> & {
  readonly metadata: { readonly name: string };
  readonly spec: ReplicaSet['spec'] & { readonly replicas: number };
};

const withHash = (selector: LabelSelectorObject, hash: string): LabelSelectorObject => ({
  ...selector,
  matchLabels: { ...selector.matchLabels, [POD_TEMPLATE_HASH]: hash },
});

/**
 * The ReplicaSet for the present template of a Deployment, of the size that a rollout begins with.
 *
 * Source: Kubernetes 1.36, pkg/controller/deployment/sync.go `getNewReplicaSet`.
 *
 * @param old - All ReplicaSets of the Deployment.
 */
export function newReplicaSet(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSetDraft {
  const { metadata, spec, status } = deployment;
  const hash = templateHash(spec.template, status.collisionCount);
  const labels = { ...spec.template.metadata.labels, [POD_TEMPLATE_HASH]: hash };
  return {
    metadata: {
      name: `${metadata.name.slice(0, DNS_SUBDOMAIN_BYTES_MAX - hash.length - 1)}-${hash}`,
      namespace: metadata.namespace,
      labels,
      annotations: { ...currentAnnotations(deployment, {}, nextRevision(old)), ...replicasAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: decideCurrentSize(deployment, old, 0),
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: withHash(spec.selector, hash),
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}
