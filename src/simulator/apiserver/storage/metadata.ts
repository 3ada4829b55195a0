import type { Draft, KubeObject, ObjectMeta } from '../../api';
import type { ResourceInfo } from '../../resources/resource';

/** Metadata of a draft, which may be changed. */
export type MetadataDraft = { -readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] };

/** The metadata of a draft, made when it is missing. */
export function metadataOf(draft: Draft): MetadataDraft {
  const metadata = draft['metadata'];
  if (typeof metadata === 'object' && metadata !== null) return metadata as MetadataDraft;
  const empty: MetadataDraft = {};
  draft['metadata'] = empty;
  return empty;
}

/** A draft read as an object; it must have been decoded. */
export const asObject = (draft: Draft): KubeObject => draft as unknown as KubeObject;

/** Kinds with a spec whose objects have no generation. Source: Kubernetes 1.36, pkg/registry/GROUP/KIND/strategy.go. */
const WITHOUT_GENERATION = new Set([
  '/LimitRange',
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  '/ResourceQuota',
  '/Service',
  'autoscaling/HorizontalPodAutoscaler',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'coordination.k8s.io/Lease',
  'coordination.k8s.io/LeaseCandidate',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/ServiceCIDR',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceClaim',
  'resource.k8s.io/ResourceClaimTemplate',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/VolumeAttachment',
]);

/** Kinds without a spec whose objects have a generation all the same. */
const WITH_GENERATION = new Set([
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'discovery.k8s.io/EndpointSlice',
]);

/** Which objects of a resource have a generation: all, none, or those with a spec. */
type Generation = 'always' | 'never' | 'withSpec';

/** What is known of generations of a resource, asked for with every write. */
const generations = new WeakMap<ResourceInfo, Generation>();

function generationOf(resource: ResourceInfo): Generation {
  let known = generations.get(resource);
  if (known === undefined) {
    const kind = `${resource.group}/${resource.kind}`;
    const { hasGeneration: given = WITH_GENERATION.has(kind) } = resource.strategy;
    if (given) known = 'always';
    else known = resource.strategy.hasGeneration === false || WITHOUT_GENERATION.has(kind) ? 'never' : 'withSpec';
    generations.set(resource, known);
  }
  return known;
}

/** Whether objects of a resource count the changes of what is wanted. */
export function hasGeneration(resource: ResourceInfo, object: KubeObject): boolean {
  const known = generationOf(resource);
  return known === 'always' || (known === 'withSpec' && 'spec' in object);
}

/** Whether the status of a resource belongs to its subresource alone. */
export const hasStatus = (resource: ResourceInfo): boolean =>
  resource.strategy.hasStatus ?? resource.subresources.has('status');

/** Letters that a generated name may keep of its prefix. Source: apiserver/pkg/storage/names/generate.go. */
const GENERATE_NAME_MAX = 58;

/** A name from its prefix and five letters. */
export const generatedName = (prefix: string, suffix: string): string =>
  `${prefix.slice(0, GENERATE_NAME_MAX)}${suffix}`;
