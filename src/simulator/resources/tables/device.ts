import { AGE, documentOf, NAME, text } from './column';
import { defineTable, type Named } from './table';

interface Claim extends Named {
  readonly status?: { readonly allocation?: object; readonly reservedFor?: readonly object[] };
}

function claimState({ metadata, status }: Claim): string {
  const states = metadata.deletionTimestamp === undefined ? [] : ['deleted'];
  if (status?.allocation !== undefined) {
    states.push('allocated');
    if ((status.reservedFor ?? []).length > 0) states.push('reserved');
  } else if (states.length === 0) {
    states.push('pending');
  }
  return states.join(',');
}

/** ResourceClaims. */
export const resourceClaimTable = defineTable<Claim>({
  columns: [NAME, text('State', 'A summary of the current state (allocated, pending, reserved, etc.).'), AGE],
  cells: (claim, { age }) => [claim.metadata.name, claimState(claim), age],
});

interface Slice extends Named {
  readonly spec?: { readonly nodeName?: string; readonly driver?: string; readonly pool?: { readonly name?: string } };
}

/** ResourceSlices. */
export const resourceSliceTable = defineTable<Slice>({
  columns: [
    NAME,
    text('Node', documentOf('resource.v1.ResourceSliceSpec', 'nodeName')),
    text('Driver', documentOf('resource.v1.ResourceSliceSpec', 'driver')),
    text('Pool', documentOf('resource.v1.ResourcePool', 'name')),
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [
    metadata.name,
    spec?.nodeName ?? '',
    spec?.driver ?? '',
    spec?.pool?.name ?? '',
    age,
  ],
});

interface TaintRule extends Named {
  readonly spec?: {
    readonly taint?: {
      readonly key?: string;
      readonly value?: string;
      readonly effect?: string;
      readonly timeAdded?: string;
    };
  };
}

/** DeviceTaintRules. */
export const deviceTaintRuleTable = defineTable<TaintRule>({
  columns: [
    NAME,
    text('Key', documentOf('resource.v1beta2.DeviceTaint', 'key')),
    text('Value', documentOf('resource.v1beta2.DeviceTaint', 'value')),
    text('Effect', documentOf('resource.v1beta2.DeviceTaint', 'effect')),
    text('TimeAdded', documentOf('resource.v1beta2.DeviceTaint', 'timeAdded')),
    AGE,
  ],
  cells: ({ metadata, spec }, { age, since }) => [
    metadata.name,
    spec?.taint?.key ?? '',
    spec?.taint?.value ?? '',
    spec?.taint?.effect ?? '',
    since(spec?.taint?.timeAdded),
    age,
  ],
});

interface LeaseCandidate extends Named {
  readonly spec?: {
    readonly leaseName?: string;
    readonly binaryVersion?: string;
    readonly emulationVersion?: string;
  };
}

/** LeaseCandidates. Two columns have no description, because upstream looks it up in the wrong type. */
export const leaseCandidateTable = defineTable<LeaseCandidate>({
  columns: [
    NAME,
    text('LeaseName', documentOf('coordination.v1beta1.LeaseCandidateSpec', 'leaseName')),
    text('BinaryVersion', ''),
    text('EmulationVersion', ''),
    AGE,
  ],
  cells: ({ metadata, spec }, { age }) => [
    metadata.name,
    spec?.leaseName ?? '',
    spec?.binaryVersion ?? '',
    spec?.emulationVersion ?? '',
    age,
  ],
});

interface ApiService extends Named {
  readonly spec?: { readonly service?: { readonly namespace?: string; readonly name?: string } | null };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  };
}

function availability({ status }: ApiService): string {
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (available === undefined) return 'Unknown';
  return available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
}

/** APIServices. Source: Kubernetes 1.36, kube-aggregator/pkg/registry/apiservice/etcd/etcd.go. */
export const apiServiceTable = defineTable<ApiService>({
  columns: [
    NAME,
    text('Service', 'The reference to the service that hosts this API endpoint.'),
    text('Available', 'Whether this service is available.'),
    AGE,
  ],
  cells: (service, { age }) => [
    service.metadata.name,
    service.spec?.service ? `${service.spec.service.namespace ?? ''}/${service.spec.service.name ?? ''}` : 'Local',
    availability(service),
    age,
  ],
});
