import type { ClusterProfile } from '../../src/simulator';

const PROVISIONER = 'k8s.io/minikube-hostpath';

/** CPU of nodes that have little. */
export const TIGHT_CPU = '600m';

const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: PROVISIONER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

/** Plain nodes, the first ones of them tight or not, and volumes that can be used from all of them. */
export function profileOf(plain: ClusterProfile, nodes: number, isTight: boolean): ClusterProfile {
  const capacity = { cpu: TIGHT_CPU, memory: '8129884Ki', ephemeralStorage: '40470732Ki', pods: '6' };
  return {
    ...plain,
    node: (index) => ({ ...plain.node(index), ...(isTight && index < nodes ? { capacity } : {}) }),
    provisioners: [PROVISIONER],
    addOns: () => [{ storage: 'storage.k8s.io/storageclasses', object: storageClass }],
  };
}
