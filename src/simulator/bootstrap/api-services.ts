import type { KubeObject } from '../api';
import { seed, type SeedObject } from './seed-object';

/** Key of the store for what discovery is made of. */
export const API_SERVICES = 'apiregistration.k8s.io/apiservices';

/** Mark of an APIService that the server makes: once whenever it starts, or as long as the version is served. */
const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';

/**
 * Priority of each group of the server's own, and of its versions.
 *
 * Source: Kubernetes 1.36, pkg/controlplane/apiserver/aggregator.go `DefaultGenericAPIServicePriorities`,
 * cmd/kube-apiserver/app/aggregator.go; those of scheduling v1alpha2 and resource v1 from memory.
 */
const PRIORITIES: readonly (readonly [group: string, priority: number, versions: Readonly<Record<string, number>>])[] =
  [
    ['', 18000, { v1: 1 }],
    ['apps', 17800, { v1: 15 }],
    ['events.k8s.io', 17750, { v1: 15 }],
    ['authentication.k8s.io', 17700, { v1: 15 }],
    ['authorization.k8s.io', 17600, { v1: 15 }],
    ['autoscaling', 17500, { v2: 30, v1: 15 }],
    ['batch', 17400, { v1: 15 }],
    ['certificates.k8s.io', 17300, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
    ['networking.k8s.io', 17200, { v1: 15, v1beta1: 9 }],
    ['policy', 17100, { v1: 15 }],
    ['rbac.authorization.k8s.io', 17000, { v1: 15 }],
    ['storage.k8s.io', 16800, { v1: 15, v1beta1: 9 }],
    ['admissionregistration.k8s.io', 16700, { v1: 15, v1beta1: 12, v1alpha1: 9 }],
    ['apiextensions.k8s.io', 16700, { v1: 15 }],
    ['scheduling.k8s.io', 16600, { v1: 15, v1alpha2: 1 }],
    ['coordination.k8s.io', 16500, { v1: 15, v1beta1: 13, v1alpha2: 12 }],
    ['node.k8s.io', 16300, { v1: 15 }],
    ['discovery.k8s.io', 16200, { v1: 15 }],
    ['resource.k8s.io', 16200, { v1: 20, v1beta2: 15, v1beta1: 9, v1alpha3: 1 }],
    ['flowcontrol.apiserver.k8s.io', 16100, { v1: 21 }],
    ['internal.apiserver.k8s.io', 16000, { v1alpha1: 9 }],
    ['storagemigration.k8s.io', 15800, { v1beta1: 9 }],
  ];

function apiService(group: string, groupPriorityMinimum: number, version: string, versionPriority: number): KubeObject {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}`, labels: { [AUTOMANAGED]: 'onstart' } },
    spec: { ...(group === '' ? {} : { group }), groupPriorityMinimum, version, versionPriority },
  };
}

/** The APIServices of all versions that the server itself serves; its group apiregistration.k8s.io has none. */
export const localApiServices = (): SeedObject[] =>
  PRIORITIES.flatMap(([group, priority, versions]) =>
    Object.entries(versions).map(([version, each]) => seed(API_SERVICES, apiService(group, priority, version, each))),
  );

/** The same with their status; `now` is virtual time as the API writes it. */
export const availableApiServices = (now: string): SeedObject[] =>
  localApiServices().map(({ storage, object }) => {
    const available = {
      lastTransitionTime: now,
      message: 'Local APIServices are always available',
      reason: 'Local',
      status: 'True',
      type: 'Available',
    };
    return seed(storage, { ...object, status: { conditions: [available] } });
  });

/** Whether the server brings an APIService up to date when it starts. */
export const isAutomanaged = ({ metadata }: KubeObject): boolean => metadata.labels?.[AUTOMANAGED] !== undefined;
