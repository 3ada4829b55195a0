import { type Fields, listAt, textAt } from '../../../../resources/fields';
import { type Judgement, named, type PodCheck, quoted, sortedSet } from '../check';

const ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** In the order in which a volume of several types is named. */
const KNOWN = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

const isOneOf = (volume: Fields, types: readonly string[]): boolean => types.some((type) => volume[type] !== undefined);

const judge: Judgement = ({ spec }) => {
  const bad = listAt(spec, 'volumes').filter((volume) => !isOneOf(volume, ALLOWED));
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.map((volume) => KNOWN.find((type) => volume[type] !== undefined) ?? 'unknown'));
  const names = bad.map((volume) => textAt(volume, 'name'));
  const noun = types.length === 1 ? 'restricted volume type' : 'restricted volume types';
  return {
    reason: 'restricted volume types',
    detail: `${named('volume', names)} ${names.length === 1 ? 'uses' : 'use'} ${noun} ${quoted(types)}`,
  };
};

/** Volumes the cluster hands out. Source: Kubernetes 1.36, pod-security-admission/policy/check_restrictedVolumes.go. */
export const restrictedVolumes: PodCheck = {
  id: 'restrictedVolumes',
  level: 'restricted',
  versions: [{ since: 0, judge, overrides: ['hostPathVolumes'] }],
};
