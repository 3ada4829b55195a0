/** Images of what belongs to clusters themselves. */
export { coredns } from './coredns';
export { kubeProxy } from './kube-proxy';
export { metricsServer } from './metrics-server';
export { amazonNetwork, cephProvisioner, hostpathProvisioner, localPathProvisioner, pause } from './node-programs';
