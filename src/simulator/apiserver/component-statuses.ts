import type { KubeObject } from '../api';
import type { VirtualResource } from './virtual-resource';

/** Parts of a control plane that the server asks for their health, in the order of the real list. */
const COMPONENTS = ['scheduler', 'controller-manager', 'etcd-0'];

const componentStatus = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ComponentStatus',
  metadata: { name, creationTimestamp: null },
  conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
});

/**
 * Answers what `kubectl get componentstatuses` asks: all parts are healthy, for they live in one process with the server.
 *
 * Source: Kubernetes 1.36, pkg/registry/core/componentstatus/rest.go.
 */
export const componentStatuses: VirtualResource = {
  storage: 'componentstatuses',
  list: () => COMPONENTS.map(componentStatus),
};
