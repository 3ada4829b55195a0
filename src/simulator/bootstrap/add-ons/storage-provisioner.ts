import { seed, type SeedObject } from '../seed-object';
import { SYSTEM_NAMESPACE, systemAccount, systemBinding, TOLERATES_CONTROL_PLANE } from './parts';

/** The program that makes volumes for claims: a Deployment of one Pod that asks for nothing. */
export function storageProvisioner(name: string, image: string): SeedObject[] {
  const labels = { 'k8s-app': name };
  return [
    systemAccount(name),
    systemBinding('system:persistent-volume-provisioner', name, name),
    seed('apps/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: SYSTEM_NAMESPACE, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        strategy: { type: 'Recreate' },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            tolerations: TOLERATES_CONTROL_PLANE,
            containers: [{ name, image, imagePullPolicy: 'IfNotPresent' }],
          },
        },
      },
    }),
  ];
}
