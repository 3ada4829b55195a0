// What a real control plane did on 2 cores and 24 GiB over loopback: Kubernetes 1.36.2, etcd 3.5.30 with fsync, node
// agents of real kubelet code with a fake runtime. Recorded for this project (fidelity/BASELINE.md); its cores were
// shared, so rates are lower bounds. Ranges are given by their better end.

/** Milliseconds from the start until `/readyz` is ok. */
export const START_MS = 3600;

/** MB after 5,000 Pods: etcd, API server, controllers and scheduler together. */
export const MEMORY_MB = 903;

/** Milliseconds until a Deployment of so many Pods is ready, with client limits at 1000/s and one lean process of agents. */
export const READY_MS = { 500: 2800, 2000: 12_200 };

/** Requests a second for small ConfigMaps, by number of connections. */
export const RATES = {
  1: { create: 255, get: 526, put: 217, delete: 243 },
  32: { create: 1267, get: 2355, put: 1047, delete: 1413 },
};

/** Milliseconds for a list of 1,000 small ConfigMaps. */
export const CONFIG_MAPS_MS = 20;

/** Milliseconds for lists of 5,000 Pods: all, 100 of them by label, one by name, a page. */
export const LIST_MS = { all: 198, byLabel: 12.7, byName: 2.7, page: 34 };

/** Milliseconds of `kubectl get pods` with 5,000 Pods. */
export const KUBECTL_MS = 850;
