import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseApiVersion, type KubeObject } from '../../../src/simulator/api';
import { tableOf } from '../../../src/simulator/resources/tables';
import { discoveryTable } from '../../../src/simulator/schema';
import { readScenarios } from '../../support/golden-replay';
import { describeWithShared } from '../../support/shared';

const NOW = Date.parse('2026-01-02T00:00:00Z');
const CREATED = '2026-01-01T23:55:00Z';

function cells(group: string, kind: string, fields: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { metadata, ...rest } = fields;
  const object = {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', creationTimestamp: CREATED, ...(metadata as object | undefined) },
    ...rest,
  };
  return tableOf(group, kind).cells(object as KubeObject, NOW);
}

describeWithShared('columns', (folder) => {
  /** Tables of the recorded list and the kinds that have them; the others are of kinds that are not served. */
  const KINDS: Readonly<Record<string, string>> = {
    pod: '/Pod',
    podTemplate: '/PodTemplate',
    podDisruptionBudget: 'policy/PodDisruptionBudget',
    replicationController: '/ReplicationController',
    replicaSet: 'apps/ReplicaSet',
    daemonSet: 'apps/DaemonSet',
    job: 'batch/Job',
    cronJob: 'batch/CronJob',
    service: '/Service',
    ingress: 'networking.k8s.io/Ingress',
    ingressClass: 'networking.k8s.io/IngressClass',
    statefulSet: 'apps/StatefulSet',
    endpoint: '/Endpoints',
    node: '/Node',
    event: '/Event',
    namespace: '/Namespace',
    secret: '/Secret',
    serviceAccount: '/ServiceAccount',
    persistentVolume: '/PersistentVolume',
    persistentVolumeClaim: '/PersistentVolumeClaim',
    componentStatus: '/ComponentStatus',
    deployment: 'apps/Deployment',
    horizontalPodAutoscaler: 'autoscaling/HorizontalPodAutoscaler',
    configMap: '/ConfigMap',
    networkPolicy: 'networking.k8s.io/NetworkPolicy',
    roleBindings: 'rbac.authorization.k8s.io/RoleBinding',
    clusterRoleBindings: 'rbac.authorization.k8s.io/ClusterRoleBinding',
    certificateSigningRequest: 'certificates.k8s.io/CertificateSigningRequest',
    clusterTrustBundle: 'certificates.k8s.io/ClusterTrustBundle',
    lease: 'coordination.k8s.io/Lease',
    leaseCandidate: 'coordination.k8s.io/LeaseCandidate',
    storageClass: 'storage.k8s.io/StorageClass',
    volumeAttributesClass: 'storage.k8s.io/VolumeAttributesClass',
    controllerRevision: 'apps/ControllerRevision',
    resourceQuota: '/ResourceQuota',
    priorityClass: 'scheduling.k8s.io/PriorityClass',
    runtimeClass: 'node.k8s.io/RuntimeClass',
    volumeAttachment: 'storage.k8s.io/VolumeAttachment',
    endpointSlice: 'discovery.k8s.io/EndpointSlice',
    csiNode: 'storage.k8s.io/CSINode',
    csiStorageCapacity: 'storage.k8s.io/CSIStorageCapacity',
    mutatingWebhook: 'admissionregistration.k8s.io/MutatingWebhookConfiguration',
    validatingWebhook: 'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
    flowSchema: 'flowcontrol.apiserver.k8s.io/FlowSchema',
    priorityLevel: 'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
    scale: 'autoscaling/Scale',
    deviceClass: 'resource.k8s.io/DeviceClass',
    resourceClaim: 'resource.k8s.io/ResourceClaim',
    resourceClaimTemplate: 'resource.k8s.io/ResourceClaimTemplate',
    nodeResourceSlice: 'resource.k8s.io/ResourceSlice',
    deviceTaint: 'resource.k8s.io/DeviceTaintRule',
    serviceCIDR: 'networking.k8s.io/ServiceCIDR',
    ipAddress: 'networking.k8s.io/IPAddress',
  };
  const recorded = new Map<string, string[]>();
  for (const line of readFileSync(join(folder, 'facts', 'printer-columns.tsv'), 'utf8').split('\n')) {
    const [table = '', ...column] = line.split('\t');
    if (table === '' || table.startsWith('#')) continue;
    recorded.set(table, [...(recorded.get(table) ?? []), column.join(' | ')]);
  }
  // The list lost the format of the one column whose source names it behind the priority.
  recorded.set('event', [...(recorded.get('event') ?? []).slice(0, -1), 'Name | string | name | 1']);

  test.each(Object.entries(KINDS))('%s is shown with the columns of a real server', (table, key) => {
    const [group = '', kind = ''] = key.split('/');
    const columns = tableOf(group, kind).columns.map(({ name, type, format = '', priority = 0 }) =>
      [name, type, format, priority].join(' | '),
    );
    expect(columns).toEqual(recorded.get(table));
  });
});

describeWithShared('recorded tables', () => {
  /** A resource as paths name it: `deployments.apps` and `pods`. */
  const kinds = new Map<string, string>();
  for (const { groupVersion, resource, kind } of discoveryTable()) {
    kinds.set(`${resource}.${parseApiVersion(groupVersion).group}`, kind);
  }
  const tables = new Map<string, { group: string; kind: string; columns: unknown }>();
  for (const { steps } of readScenarios()) {
    for (const { step, answer } of steps) {
      const columns = (answer as { body?: { columnDefinitions?: unknown } } | undefined)?.body?.columnDefinitions;
      const [, group = '', resource = ''] =
        /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/[^/]+)?\/([a-z]+)/.exec(step.path ?? '') ?? [];
      const kind = kinds.get(`${resource}.${group}`);
      if (Array.isArray(columns) && kind !== undefined) tables.set(kind, { group, kind, columns });
    }
  }

  test.each([...tables.values()])('$kind is described in the words of a real server', ({ group, kind, columns }) => {
    expect(tableOf(group, kind).columns).toEqual(columns);
  });
});

const four = ['1', '2', '3', '4'].map((last) => ({ ip: `198.51.100.${last}` }));

test.each([
  ['apps', 'Deployment', { spec: { replicas: 3, selector: { matchLabels: { b: '1', a: '2' } } } }, 7, 'a=2,b=1'],
  ['apps', 'ReplicaSet', { spec: { selector: {} } }, 7, '<none>'],
  ['apps', 'DaemonSet', { spec: { template: { spec: { nodeSelector: { b: '1', a: '' } } } } }, 6, 'a=,b=1'],
  ['batch', 'Job', { spec: { parallelism: 4 } }, 2, '0/1 of 4'],
  ['batch', 'Job', { status: { startTime: '2026-01-01T23:00:00Z' } }, 3, '60m'],
  ['batch', 'Job', { status: { conditions: [{ type: 'Failed', status: 'True' }] } }, 1, 'Failed'],
  ['batch', 'CronJob', { status: { lastScheduleTime: '2026-01-01T23:58:30Z' } }, 5, '90s'],
  ['', 'Service', { spec: { type: 'ClusterIP', externalIPs: ['192.0.2.1'] } }, 3, '192.0.2.1'],
  ['', 'Service', { spec: { type: 'LoadBalancer' } }, 3, '<pending>'],
  ['', 'Service', { spec: { ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }] } }, 4, '80:30080/TCP'],
  [
    '',
    'Endpoints',
    { subsets: [{ addresses: four, ports: [{ port: 80 }] }] },
    1,
    '198.51.100.1:80,198.51.100.2:80,198.51.100.3:80 + 1 more...',
  ],
  ['', 'Endpoints', {}, 1, '<none>'],
  ['discovery.k8s.io', 'EndpointSlice', {}, 2, '<unset>'],
  ['networking.k8s.io', 'Ingress', { spec: { rules: [{}] } }, 2, '*'],
  [
    'networking.k8s.io',
    'Ingress',
    { spec: { rules: ['a', 'b', 'c', 'd', 'e'].map((host) => ({ host })) } },
    2,
    'a,b,c + 2 more...',
  ],
  ['networking.k8s.io', 'Ingress', { spec: { rules: ['a', 'b', 'c'].map((host) => ({ host })) } }, 2, 'a,b,c'],
  [
    'networking.k8s.io',
    'Ingress',
    { status: { loadBalancer: { ingress: [{ ip: '192.0.2.9' }, { hostname: 'b' }] } } },
    3,
    '192.0.2.9,b',
  ],
  ['', 'Node', { spec: { unschedulable: true }, status: {} }, 1, 'Unknown,SchedulingDisabled'],
  ['', 'Node', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, 1, 'NotReady'],
  [
    '',
    'Node',
    { metadata: { labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge' } } },
    2,
    'edge,worker',
  ],
  ['', 'PersistentVolumeClaim', { metadata: { deletionTimestamp: CREATED } }, 1, 'Terminating'],
  [
    '',
    'PersistentVolumeClaim',
    { spec: { volumeName: 'v' }, status: { accessModes: ['ReadWriteMany', 'ReadWriteOnce'] } },
    4,
    'RWO,RWX',
  ],
  [
    'storage.k8s.io',
    'StorageClass',
    { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } },
    0,
    'x (default)',
  ],
  [
    '',
    'ResourceQuota',
    { status: { hard: { pods: '4', 'limits.cpu': '2', cpu: '1' }, used: { pods: '1' } } },
    1,
    'cpu: 0/1, pods: 1/4',
  ],
  ['', 'ResourceQuota', { status: { hard: { 'limits.cpu': '2' } } }, 2, 'limits.cpu: 0/2'],
  ['', 'Event', { involvedObject: { kind: 'Pod', name: 'a' }, lastTimestamp: '2026-01-01T23:59:50Z' }, 0, '10s'],
  ['', 'Event', { involvedObject: { kind: 'Pod', name: 'a' } }, 3, 'pod/a'],
  ['', 'Event', { series: { count: 3, lastObservedTime: CREATED } }, 8, 4],
  ['', 'Event', { source: { component: 'kubelet', host: 'n1' } }, 5, 'kubelet, n1'],
  [
    'autoscaling',
    'HorizontalPodAutoscaler',
    {
      spec: {
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 50 } } },
          { type: 'Pods', pods: { target: { averageValue: '10' } } },
          { type: 'External', external: { target: { value: '5' } } },
        ],
      },
      status: { currentMetrics: [{ type: 'Resource', resource: { current: { averageUtilization: 12 } } }] },
    },
    2,
    'cpu: 12%/50%, <unknown>/10 + 1 more...',
  ],
  [
    'rbac.authorization.k8s.io',
    'RoleBinding',
    {
      subjects: [
        { kind: 'ServiceAccount', name: 'a', namespace: 'b' },
        { kind: 'ServiceAccount', name: 'c' },
      ],
    },
    5,
    'b/a, c',
  ],
  ['rbac.authorization.k8s.io', 'Role', {}, 1, CREATED],
  [
    'apps',
    'ControllerRevision',
    {
      metadata: {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'u', controller: true }],
      },
    },
    1,
    'statefulset.apps/db',
  ],
])('%s/%s %j has in column %i: %j', (group, kind, fields, column, cell) => {
  expect(cells(group, kind, fields)[column]).toBe(cell);
});

test('the age is how long ago the object was created', () => {
  expect(cells('', 'ConfigMap', { data: { a: '1' }, binaryData: { b: '' } })).toEqual(['x', 2, '5m']);
});
