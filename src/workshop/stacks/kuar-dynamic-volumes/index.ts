import { Claim, StorageClass } from '../../constructs';
import type { StackDefinition } from '../stack';

/** A claim for which the cluster makes a volume. */
export const kuarDynamicVolumes: StackDefinition = {
  id: 'kuar-dynamic-volumes',
  title: 'StorageClass and dynamic claim',
  source: 'Notes on "Kubernetes: Up and Running": 15. Integrating Storage / Dynamic Volume Provisioning',
  lessons: [
    {
      summary:
        'Nobody makes a volume by hand: the class says which driver does it as soon as a claim asks. Deleting the ' +
        'claim, not the Pod, decides about the data, by the reclaim policy of the class.',
      build: (scope) => {
        // The text has beta annotations and the provisioner inside Kubernetes, which was removed in 1.27.
        const disks = new StorageClass(scope, 'default', {
          labels: { 'kubernetes.io/cluster-service': 'true' },
          provisioner: 'disk.csi.azure.com',
          isDefault: true,
        });
        new Claim(scope, 'my-claim', { storageClass: disks.name, size: '10Gi' });
      },
    },
  ],
};
