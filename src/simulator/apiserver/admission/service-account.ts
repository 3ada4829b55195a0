import type { Draft, KubeObject } from '../../api';
import { type Fields, fieldsAt, flagAt, listAt, mapAt, openDraft, textAt } from '../../resources/fields';
import { concerns, forbidden } from './forbid';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

/** Where containers find the token. Source: Kubernetes 1.36, plugin/pkg/admission/serviceaccount/admission.go. */
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';
/** An hour and seven seconds: the extra marks tokens that the server renews by itself. Source: the same file. */
const TOKEN_SECONDS = 3607;
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

/** The same in every Pod. */
const TOKEN_SOURCES = [
  { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];
const TOKEN = { sources: TOKEN_SOURCES, defaultMode: 0o644 };

const isTokenVolume = (volume: Fields): boolean => textAt(volume, 'name').startsWith(VOLUME_PREFIX);
const isTokenMount = (mount: Fields): boolean => textAt(mount, 'mountPath') === MOUNT_PATH;

/** Gives every container of a list a mount, unless it has one of its own; whether one needed it. */
function mountIn(spec: Draft, list: 'initContainers' | 'containers', mount: Fields): boolean {
  if (spec[list] === undefined) return false;
  let isNeeded = false;
  const containers = [...listAt(spec, list)];
  for (let index = 0; index < containers.length; index += 1) {
    const mounts = listAt(containers[index], 'volumeMounts');
    if (mounts.some(isTokenMount)) continue;
    const mounted: Draft = Object.assign({}, containers[index]);
    mounted['volumeMounts'] = [...mounts, mount];
    containers[index] = mounted;
    isNeeded = true;
  }
  spec[list] = containers;
  return isNeeded;
}

/** Gives every container without a mount of its own the token of the service account. */
function mountToken(spec: Draft, { context }: AdmissionAttributes): void {
  const volumes = listAt(spec, 'volumes');
  const found = volumes.find(isTokenVolume);
  const name = found === undefined ? `${VOLUME_PREFIX}${context.suffix()}` : textAt(found, 'name');
  const mount = { name, readOnly: true, mountPath: MOUNT_PATH };
  const isNeededAtFirst = mountIn(spec, 'initContainers', mount);
  const isNeeded = mountIn(spec, 'containers', mount) || isNeededAtFirst;
  if (isNeeded && found === undefined) spec['volumes'] = [...volumes, { name, projected: TOKEN }];
}

function findAccount(draft: Draft, name: string, attributes: AdmissionAttributes): KubeObject {
  const { namespace, context } = attributes;
  const account = context.lookup('serviceaccounts', namespace, name);
  if (account !== undefined) return account;
  throw forbidden(
    draft,
    attributes,
    `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
  );
}

const isMirror = (pod: Fields): boolean =>
  mapAt(fieldsAt(pod, 'metadata'), 'annotations')?.[MIRROR_ANNOTATION] !== undefined;

/**
 * Gives every Pod a service account, its token as a volume, and its image pull secrets. Not modelled: accounts that
 * restrict the Secrets they mount.
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/serviceaccount/admission.go `Admit`.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  resources: ['pods'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'pods', 'create') || isMirror(draft)) return;
    const spec = openDraft(draft, 'spec');
    const name = textAt(spec, 'serviceAccountName') || textAt(spec, 'serviceAccount') || 'default';
    spec['serviceAccountName'] = name;
    spec['serviceAccount'] = name;
    const account = findAccount(draft, name, attributes);
    const isAutomatic = flagAt(spec, 'automountServiceAccountToken') ?? flagAt(account, 'automountServiceAccountToken');
    if (isAutomatic ?? true) mountToken(spec, attributes);
    if (listAt(spec, 'imagePullSecrets').length > 0) return;
    const secrets = listAt(account, 'imagePullSecrets');
    if (secrets.length > 0) spec['imagePullSecrets'] = secrets.map((secret) => ({ name: textAt(secret, 'name') }));
  },
};
