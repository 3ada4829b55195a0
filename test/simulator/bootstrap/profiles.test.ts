import { type ClusterProfile, createCluster, type ProfileName, profiles } from '../../../src/simulator';

const names = Object.keys(profiles) as ProfileName[];
const withAddOns = names.filter((name) => name !== 'plain');

/** A cluster that has come to rest. */
function settled(profile: ProfileName, nodes?: number) {
  const cluster = createCluster({ profile, ...(nodes === undefined ? {} : { nodes }) });
  cluster.settle();
  return cluster;
}

/** Number of an IPv4 address. */
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

describe.each(names)('the profile %s', (name) => {
  const profile: ClusterProfile = profiles[name];

  test('bears its name', () => {
    expect(profile.name).toBe(name);
  });

  test('gives every node a name, an address and a range of its own, as far as its limit', () => {
    const nodes = Array.from({ length: profile.nodesMax }, (_, index) => profile.node(index));
    for (const key of ['name', 'address', 'podCidr', 'externalAddress'] as const) {
      const values = nodes.map((node) => node[key]).filter((value) => value !== undefined);
      expect({ key, count: new Set(values).size }).toEqual({ key, count: values.length });
    }
  });

  test('keeps addresses of nodes, Pods and Services apart', () => {
    const last = profile.node(profile.nodesMax - 1);
    const [base = '', length = ''] = profile.serviceCidr.split('/');
    const isService = (address: string): boolean =>
      numberOf(address) >= numberOf(base) && numberOf(address) < numberOf(base) + 2 ** (32 - Number(length));
    for (const { address, podCidr } of [profile.node(0), last]) {
      expect([isService(address), isService(podCidr.replace(/\/\d+$/, ''))]).toEqual([false, false]);
    }
    for (const part of last.address.split('.')) expect(Number(part)).toBeLessThan(256);
    const nodes = Array.from({ length: profile.nodesMax }, (_, index) => profile.node(index));
    const networks = new Set(nodes.map(({ address }) => address.replace(/\d+$/, '0/24')));
    expect(nodes.filter(({ podCidr }) => networks.has(podCidr))).toEqual([]);
  });
});

describe.each(withAddOns)('a new cluster of the profile %s', (name) => {
  const { client } = settled(name);

  test('runs all of its add-ons', () => {
    const pods = client.list('pods', 'kube-system');
    expect(pods.length).toBeGreaterThan(1);
    for (const { metadata, status } of pods) {
      const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status;
      expect({ pod: metadata.name, ready }).toEqual({ pod: metadata.name, ready: 'True' });
    }
  });

  test('has one kube-proxy on every node, tainted ones too', () => {
    const nodes = client.list('nodes').length;
    expect(client.get('apps/daemonsets', 'kube-system', 'kube-proxy')?.status).toMatchObject({
      desiredNumberScheduled: nodes,
      numberReady: nodes,
    });
  });

  test('has DNS at the tenth address of its Services, and the API server at the first', () => {
    const prefix = profiles[name].serviceCidr.replace(/\.0\/\d+$/, '');
    expect(client.get('services', 'kube-system', 'kube-dns')?.spec).toMatchObject({ clusterIP: `${prefix}.10` });
    expect(client.get('services', 'default', 'kubernetes')?.spec).toMatchObject({ clusterIP: `${prefix}.1` });
  });

  test('makes volumes for every one of its StorageClasses', () => {
    const cluster = settled(name);
    const classes = cluster.client.list('storage.k8s.io/storageclasses').map(({ metadata }) => metadata.name);
    for (const each of classes) {
      cluster.client.create('persistentvolumeclaims', {
        metadata: { name: each, namespace: 'default' },
        spec: { storageClassName: each, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      } as never);
    }
    cluster.client.create('pods', {
      metadata: { name: 'user', namespace: 'default' },
      spec: {
        containers: [{ name: 'main', image: 'example.com/user:1' }],
        volumes: classes.map((each) => ({ name: each, persistentVolumeClaim: { claimName: each } })),
      },
    } as never);
    cluster.settle();
    const claims = cluster.client.list('persistentvolumeclaims', 'default');
    expect(claims.map(({ metadata, status }) => [metadata.name, status.phase])).toEqual(
      classes.map((each) => [each, 'Bound']),
    );
  });
});

describe('the clusters of the workshops', () => {
  const nodesOf = (name: ProfileName) => settled(name).client.list('nodes');

  test('aws has the nodes and the memory of the text', () => {
    const nodes = nodesOf('aws');
    expect(nodes.map(({ metadata }) => metadata.name).sort()).toEqual([
      'ip-192-168-134-44.ec2.internal',
      'ip-192-168-240-81.ec2.internal',
    ]);
    for (const { status } of nodes) expect(status.capacity).toMatchObject({ memory: '3794356Ki' });
  });

  test('aws names a load balancer after some minutes', () => {
    const cluster = settled('aws');
    cluster.client.create('services', {
      metadata: { name: 'frontend', namespace: 'default' },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    } as never);
    const ingress = () => cluster.client.get('services', 'default', 'frontend')?.status.loadBalancer.ingress;
    cluster.advance('1m');
    expect(ingress()).toBeUndefined();
    cluster.advance('5m');
    expect(ingress()).toEqual([{ hostname: expect.stringMatching(/^a[0-9a-f]{31}-\d+\.\S+\.elb\.amazonaws\.com$/) }]);
  });

  test('on the workshop cluster exactly two nodes run the Pods of a DaemonSet', () => {
    const cluster = settled('workshop');
    const labels = { app: 'rng' };
    cluster.client.create('apps/daemonsets', {
      metadata: { name: 'rng', namespace: 'default' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'rng', image: 'example.com/rng:1' }] } },
      },
    } as never);
    cluster.settle();
    expect(
      cluster.client
        .list('pods', 'default')
        .map(({ spec }) => spec.nodeName)
        .sort(),
    ).toEqual(['node2', 'node3']);
  });

  test('on the workshop cluster Ingresses get an address without anything being installed', () => {
    const cluster = settled('workshop');
    cluster.client.create('networking.k8s.io/ingresses', {
      metadata: { name: 'door', namespace: 'default' },
      spec: { ingressClassName: 'contour', defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    });
    cluster.advance('10s');
    const balancer = cluster.client.get('services', 'projectcontour', 'envoy')?.status.loadBalancer?.ingress?.[0]?.ip;
    const door = cluster.client.get('networking.k8s.io/ingresses', 'default', 'door');
    expect(door?.status?.loadBalancer?.ingress).toEqual([{ ip: balancer }]);
  });

  test('minikube has one node of two cores, and Pods get 172.17.0.x', () => {
    const { client } = settled('minikube');
    expect(client.list('nodes').map(({ metadata, status }) => [metadata.name, status.capacity?.['cpu']])).toEqual([
      ['minikube', '2'],
    ]);
    const dns = client.list('pods', 'kube-system').find(({ metadata }) => metadata.name.startsWith('coredns'));
    expect(dns?.status.podIP).toMatch(/^172\.17\.0\.\d+$/);
  });

  test('four Pods of half a core fill minikube, and a fifth stays pending', () => {
    const cluster = settled('minikube');
    for (let index = 1; index <= 5; index++) {
      cluster.client.create('pods', {
        metadata: { name: `half-${index}`, namespace: 'default' },
        spec: {
          containers: [{ name: 'main', image: 'example.com/busy:1', resources: { requests: { cpu: '500m' } } }],
        },
      } as never);
    }
    cluster.settle();
    const phases = cluster.client.list('pods', 'default').map(({ status }) => status.phase);
    expect(phases).toEqual(['Running', 'Running', 'Running', 'Running', 'Pending']);
  });

  test('tacc has the workers c01 to c05 and no control plane among them', () => {
    expect(nodesOf('tacc').map(({ metadata }) => metadata.name)).toEqual(['c01', 'c02', 'c03', 'c04', 'c05']);
  });
});

test('a plain cluster has nothing of its own to run, and no classes', () => {
  const { client } = settled('plain');
  expect(client.list('pods')).toEqual([]);
  expect(client.list('storage.k8s.io/storageclasses')).toEqual([]);
  expect(client.list('networking.k8s.io/ingressclasses')).toEqual([]);
});
