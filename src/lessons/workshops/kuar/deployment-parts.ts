import { objects, type ObjectsOf } from '../../model';

/** The Deployment of a stage of the text: `01-blue`. */
export const stage = (name: string): ObjectsOf => objects(`kuard-deployment/${name}`);

/** The text saves its manifest so, and once as .yml. */
export const fileOf = (name: string) => ({ 'kuard-deployment.yaml': stage(name) });

/** The ReplicaSet of chapter 9 is still there, under the same name; its Pods have other labels. */
export const LEFT_OVER: ObjectsOf = objects('kuard-replicaset/01-create');

export const IMAGE = 'gcr.io/kuar-demo/kuard-amd64';

/** A Deployment that has all the Pods that it wants, each of them new and available. */
export const complete = (replicas: number) => ({
  spec: { replicas },
  status: { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas },
});

/** A Deployment with this image and annotation in its template. */
export const runs = (image: string, cause?: string) => ({
  spec: {
    template: {
      ...(cause === undefined ? {} : { metadata: { annotations: { 'kubernetes.io/change-cause': cause } } }),
      spec: { containers: [{ name: 'kuard', image: `${IMAGE}:${image}` }] },
    },
  },
});

/** What kubectl says since 1.36 when something is rolled back that a file describes. */
export const BEHIND_THE_FILE =
  "Warning: resource deployments/kuard was previously managed with 'kubectl apply'. Rolling back will not update the " +
  'kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future ' +
  "'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.";
