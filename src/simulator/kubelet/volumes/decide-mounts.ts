import type { ConfigMap, KeyToPath, PersistentVolumeClaim, Pod, Secret, Volume, VolumeProjection } from '../../api';

/** Reads what volumes and environments are made of. */
export interface SourceReader {
  readonly configMap: (namespace: string, name: string) => ConfigMap | undefined;
  readonly secret: (namespace: string, name: string) => Secret | undefined;
  readonly claim: (namespace: string, name: string) => PersistentVolumeClaim | undefined;
}

/** Why the volumes of a Pod cannot be mounted yet. */
export interface MountFailure {
  /** Text of the FailedMount Event. */
  readonly message: string;
  /** Whether the node waits for the volume in silence for a while before it complains. */
  readonly isAwaited: boolean;
}

interface KeyedSource {
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

type Kind = 'configmap' | 'secret';

/** What is wrong with a ConfigMap or Secret that a volume shows. Source: Kubernetes 1.36, pkg/volume/{configmap,secret}. */
function missingSource(
  kind: Kind,
  name: string,
  { items, optional = false }: KeyedSource,
  found: ConfigMap | Secret | undefined,
): string | undefined {
  if (optional) return undefined;
  if (found === undefined) return `${kind} "${name}" not found`;
  return items === undefined ? undefined : missingKey(kind, items, found);
}

function missingKey(kind: Kind, items: readonly KeyToPath[], found: ConfigMap | Secret): string | undefined {
  const binary = 'binaryData' in found ? (found as ConfigMap).binaryData : undefined;
  const missing = items.find(({ key }) => found.data?.[key] === undefined && binary?.[key] === undefined);
  if (missing === undefined) return undefined;
  return kind === 'configmap'
    ? `configmap references non-existent config key: ${missing.key}`
    : `references non-existent secret key: ${missing.key}`;
}

/** What is wrong with a ConfigMap and a Secret, if there are any; a Secret is named differently in a volume and in a part of one. */
function missingOneOf(
  configMap: (KeyedSource & { readonly name?: string }) | undefined,
  secret: KeyedSource | undefined,
  secretName: string | undefined,
  namespace: string,
  reader: SourceReader,
): string | undefined {
  if (configMap !== undefined) {
    const { name = '' } = configMap;
    return missingSource('configmap', name, configMap, reader.configMap(namespace, name));
  }
  if (secret === undefined) return undefined;
  const name = secretName ?? '';
  return missingSource('secret', name, secret, reader.secret(namespace, name));
}

function missingOf(
  { configMap, secret, projected }: Volume,
  namespace: string,
  reader: SourceReader,
): string | undefined {
  const own = missingOneOf(configMap, secret, secret?.secretName, namespace, reader);
  if (own !== undefined) return own;
  const sources = projected?.sources;
  if (sources === undefined) return undefined;
  const missing: string[] = [];
  for (let index = 0; index < sources.length; index += 1) {
    const { configMap: map, secret: hidden } = sources[index] as VolumeProjection;
    const problem = missingOneOf(map, hidden, hidden?.name, namespace, reader);
    if (problem !== undefined) missing.push(problem);
  }
  // All that is missing is said at once. Source: apimachinery/pkg/util/errors `Aggregate`.
  return missing.length < 2 ? missing[0] : `[${missing.join(', ')}]`;
}

function claimProblem(pod: Pod, volume: Volume, reader: SourceReader): string | undefined {
  const { name, namespace } = pod.metadata;
  const claimName =
    volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral === undefined ? undefined : `${name}-${volume.name}`);
  if (claimName === undefined) return undefined;
  const claim = reader.claim(namespace, claimName);
  const place = `${namespace}/${claimName}`;
  if (claim === undefined) {
    return `error processing PVC ${place}: failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`;
  }
  return claim.status.phase === 'Bound' ? undefined : `error processing PVC ${place}: PVC is not bound`;
}

/**
 * Decides whether all volumes of a Pod can be mounted; undefined when they can.
 *
 * Source: Kubernetes 1.36, pkg/volume/util/operationexecutor, pkg/kubelet/volumemanager. Not modelled: what a mount of
 * other kinds of volumes may fail with (NFS, CSI, host paths).
 */
export function decideMounts(pod: Pod, reader: SourceReader): MountFailure | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const missing = missingOf(volume, pod.metadata.namespace, reader);
    if (missing !== undefined) {
      return { message: `MountVolume.SetUp failed for volume "${volume.name}" : ${missing}`, isAwaited: false };
    }
    const problem = claimProblem(pod, volume, reader);
    if (problem === undefined) continue;
    const { name } = volume;
    const message =
      `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], ` +
      `failed to process volumes=[${name}]: ${problem}`;
    return { message, isAwaited: true };
  }
  return undefined;
}

/** Source: Kubernetes 1.36, pkg/util/goroutinemap/exponentialbackoff `initialDurationBeforeRetry`, `maxDurationBeforeRetry`. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 122_000;

/** Milliseconds before the next try after `failures` failed mounts in a row. */
export const mountRetryMs = (failures: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.max(failures - 1, 0), LAST_RETRY_MS);

/** How long a Pod waits for its claims before the node complains. Source: volume_manager.go `podAttachAndMountTimeout`. */
export const MOUNT_PATIENCE_MS = 123_000;
