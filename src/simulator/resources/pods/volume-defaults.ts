import type { Draft } from '../../api';
import { type Fields, draftAt, draftsAt, fill, openDraft, textAt } from '../fields';
import { defaultFieldRef } from './environment';
import { defaultPullPolicy } from './image';

/** Mode of files made from Secrets, ConfigMaps and the like: 0644. */
const FILE_MODE = 0o644;

/** Fields of sources that are not said to be absent. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go. */
const SOURCE_DEFAULTS: Readonly<Record<string, Fields>> = {
  secret: { defaultMode: FILE_MODE },
  configMap: { defaultMode: FILE_MODE },
  downwardAPI: { defaultMode: FILE_MODE },
  projected: { defaultMode: FILE_MODE },
  hostPath: { type: '' },
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

/** Fills in a volume. Source: Kubernetes 1.36, pkg/apis/core/v1/defaults.go `SetDefaults_Volume` and its sources. */
export function defaultVolume(volume: Draft): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume['emptyDir'] = {};
  for (const [source, defaults] of Object.entries(SOURCE_DEFAULTS)) {
    const draft = draftAt(volume, source);
    if (draft !== undefined) fill(draft, defaults);
  }
  draftsAt(draftAt(volume, 'downwardAPI'), 'items').forEach(defaultFieldRef);
  for (const source of draftsAt(draftAt(volume, 'projected'), 'sources')) {
    draftsAt(draftAt(source, 'downwardAPI'), 'items').forEach(defaultFieldRef);
    const token = draftAt(source, 'serviceAccountToken');
    if (token !== undefined) fill(token, { expirationSeconds: 3600 });
  }
  const claim = draftAt(draftAt(volume, 'ephemeral'), 'volumeClaimTemplate');
  if (claim !== undefined) fill(openDraft(claim, 'spec'), { volumeMode: 'Filesystem' });
  const image = draftAt(volume, 'image');
  if (image !== undefined) fill(image, { pullPolicy: defaultPullPolicy(textAt(image, 'reference')) });
}
