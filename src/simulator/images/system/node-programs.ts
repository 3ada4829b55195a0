import { type Component, componentImage } from './component';
import { klog } from './klog';

// Programs whose work is done by other parts: the network joins Pods, controllers make volumes. They are there, say so, and end
// when they are asked to. Log lines from memory.

const MEBIBYTE = 1024 * 1024;

const speaking = (place: string, text: string): Pick<Component, 'begin'> => ({
  begin: (process) => klog(process, place, text),
});

/** Holds the network of a Pod; some run it as a Pod that does nothing. */
export const pause = componentImage({
  repositories: ['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause'],
  path: '/pause',
  memoryBytes: 0.5 * MEBIBYTE,
  cores: 0,
  *end(process) {
    yield* process.complain('Shutting down, got signal: Terminated\n');
  },
});

/** The Pod network of Amazon. */
export const amazonNetwork = componentImage({
  repositories: ['public.ecr.aws/eks/amazon-k8s-cni'],
  path: '/app/aws-vpc-cni',
  memoryBytes: 40 * MEBIBYTE,
  cores: 0.003,
  *begin(process) {
    yield* process.print('Installed /host/opt/cni/bin/aws-cni\nStarting IPAM daemon in the background ... \n');
  },
});

/** Makes volumes that are folders of the only node: minikube, Docker Desktop. */
export const hostpathProvisioner = componentImage({
  repositories: ['gcr.io/k8s-minikube/storage-provisioner', 'docker.io/docker/desktop-storage-provisioner'],
  path: '/storage-provisioner',
  memoryBytes: 12 * MEBIBYTE,
  cores: 0.001,
  ...speaking('main.go:39', 'Storage provisioner initialized, now starting service!'),
});

/** Makes volumes that are folders of nodes. */
export const localPathProvisioner = componentImage({
  repositories: ['docker.io/rancher/local-path-provisioner'],
  path: '/usr/bin/local-path-provisioner',
  memoryBytes: 12 * MEBIBYTE,
  cores: 0.001,
  ...speaking('controller.go:824', 'Starting provisioner controller rancher.io/local-path'),
});

/** Makes volumes of Ceph. */
export const cephProvisioner = componentImage({
  repositories: ['quay.io/cephcsi/cephcsi'],
  path: '/usr/local/bin/cephcsi',
  memoryBytes: 30 * MEBIBYTE,
  cores: 0.001,
  ...speaking('cephcsi.go:220', 'Starting driver type: rbd with name: rbd.csi.ceph.com'),
});
