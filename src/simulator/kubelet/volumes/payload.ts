import type {
  ConfigMap,
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  Secret,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from '../../api';
import { fieldValue, resourceValue } from '../pod-fields';
import type { StoragePorts } from './storage-ports';

/** A file that a volume shows. */
export interface PayloadFile {
  /** What is in it; a function is called whenever somebody looks. */
  readonly content: Uint8Array | (() => string);
  readonly mode: number;
  /** @default - root */
  readonly uid?: number;
}

/** Files that a volume shows, by their paths in it. */
export type Payload = ReadonlyMap<string, PayloadFile>;

/** Makes a payload of what was there when it was asked for. */
export type Collect = () => Payload;

const encoder = new TextEncoder();

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

interface Keyed {
  readonly items?: readonly KeyToPath[];
}

type Files = readonly (readonly [string, PayloadFile])[];

/** Source: Kubernetes 1.36, pkg/volume/configmap `MakePayload`. */
function keyedFiles(values: ReadonlyMap<string, Uint8Array>, { items }: Keyed, defaultMode: number): Files {
  if (items === undefined || items.length === 0) {
    return [...values].map(([key, bytes]) => [key, { content: bytes, mode: defaultMode }] as const);
  }
  return items.flatMap(({ key, path, mode = defaultMode }) => {
    const bytes = values.get(key);
    return bytes === undefined ? [] : [[path, { content: bytes, mode }] as const];
  });
}

function configMapFiles(map: ConfigMap | undefined, source: Keyed, mode: number): Files {
  const texts = Object.entries(map?.data ?? {}).map(([key, text]) => [key, encoder.encode(text)] as const);
  const binary = Object.entries(map?.binaryData ?? {}).map(([key, text]) => [key, fromBase64(text)] as const);
  return keyedFiles(new Map([...texts, ...binary]), source, mode);
}

function secretFiles(secret: Secret | undefined, source: Keyed, mode: number): Files {
  const values = Object.entries(secret?.data ?? {}).map(([key, text]) => [key, fromBase64(text)] as const);
  return keyedFiles(new Map(values), source, mode);
}

/** Source: Kubernetes 1.36, pkg/volume/downwardapi `CollectData`. */
function downwardFiles(
  items: readonly DownwardAPIVolumeFile[] | undefined,
  pod: Pod,
  ports: StoragePorts,
  defaultMode: number,
): Files {
  const addresses = { podIp: ports.podIp(), hostIp: ports.hostIp() };
  return (items ?? []).map(({ path, fieldRef, resourceFieldRef, mode = defaultMode }) => {
    const text =
      fieldRef !== undefined
        ? fieldValue(fieldRef.fieldPath, pod, addresses)
        : resourceFieldRef !== undefined
          ? resourceValue(resourceFieldRef, pod, undefined, ports.node())
          : '';
    return [path, { content: encoder.encode(text), mode }] as const;
  });
}

/** The user that all containers of a Pod run as; undefined when they differ or do not say. Source: pkg/securitycontext `FsUserFrom`. */
function commonUser({ spec }: Pod): number | undefined {
  const { initContainers = [], containers, securityContext } = spec;
  const users = new Set(
    [...initContainers, ...containers].map((each) => each.securityContext?.runAsUser ?? securityContext?.runAsUser),
  );
  return users.size === 1 ? [...users][0] : undefined;
}

const DEFAULT_MODE = 0o644;

/** The file of a token of the Pod's service account. */
function tokenFile(request: ServiceAccountTokenProjection, pod: Pod, ports: StoragePorts, mode: number): Files {
  const user = commonUser(pod);
  const isOwned = user !== undefined || pod.spec.securityContext?.fsGroup !== undefined;
  const owner = user === undefined ? {} : { uid: user };
  return [[request.path, { content: () => ports.token(pod, request), mode: isOwned ? 0o600 : mode, ...owner }]];
}

function projectedPart(source: VolumeProjection, pod: Pod, ports: StoragePorts, mode: number): () => Files {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  const { namespace } = pod.metadata;
  if (configMap !== undefined) {
    const found = ports.configMap(namespace, configMap.name ?? '');
    return () => configMapFiles(found, configMap, mode);
  }
  if (secret !== undefined) {
    const found = ports.secret(namespace, secret.name ?? '');
    return () => secretFiles(found, secret, mode);
  }
  if (serviceAccountToken !== undefined) return () => tokenFile(serviceAccountToken, pod, ports, mode);
  return () => downwardFiles(downwardAPI?.items, pod, ports, mode);
}

/** Source: Kubernetes 1.36, pkg/volume/projected `collectData`. */
function projectedFiles(volume: Volume, pod: Pod, ports: StoragePorts): Collect {
  const mode = volume.projected?.defaultMode ?? DEFAULT_MODE;
  const parts = (volume.projected?.sources ?? []).map((source) => projectedPart(source, pod, ports, mode));
  return () => new Map(parts.flatMap((part) => part()));
}

/**
 * How to collect the files of a volume that shows objects of the API; undefined for other volumes. Objects are looked up
 * at once, what becomes of them is made when it is asked for.
 */
export function collectorOf(volume: Volume, pod: Pod, ports: StoragePorts): Collect | undefined {
  const { configMap, secret, downwardAPI, projected } = volume;
  const { namespace } = pod.metadata;
  if (configMap !== undefined) {
    const found = ports.configMap(namespace, configMap.name ?? '');
    return () => new Map(configMapFiles(found, configMap, configMap.defaultMode ?? DEFAULT_MODE));
  }
  if (secret !== undefined) {
    const found = ports.secret(namespace, secret.secretName ?? '');
    return () => new Map(secretFiles(found, secret, secret.defaultMode ?? DEFAULT_MODE));
  }
  if (downwardAPI !== undefined) {
    return () => new Map(downwardFiles(downwardAPI.items, pod, ports, downwardAPI.defaultMode ?? DEFAULT_MODE));
  }
  return projected === undefined ? undefined : projectedFiles(volume, pod, ports);
}
