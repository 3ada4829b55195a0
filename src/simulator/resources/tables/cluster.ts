import { AGE, documentOf, integer, NAME, text, wide, boolean } from './column';
import { defineTable, type Named } from './table';

interface Namespace extends Named {
  readonly status?: { readonly phase?: string };
}

/** Namespaces. */
export const namespaceTable = defineTable<Namespace>({
  columns: [NAME, text('Status', 'The status of the namespace'), AGE],
  cells: ({ metadata, status }, { age }) => [metadata.name, status?.phase ?? '', age],
});

interface Node extends Named {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: Readonly<Record<string, string | undefined>>;
  };
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.findLast(({ type }) => type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

function nodeRoles({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key !== ROLE_PREFIX) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort().join(',') || '<none>';
}

/** Kernel and, as servers of 1.36 add, what it runs on: `6.12.43 (amd64)`. */
function kernelOf({ status }: Node): string {
  const kernel = status?.nodeInfo?.['kernelVersion'] || '<unknown>';
  const architecture = status?.nodeInfo?.['architecture'] ?? '';
  return architecture === '' ? kernel : `${kernel} (${architecture})`;
}

/** Nodes. */
export const nodeTable = defineTable<Node>({
  columns: [
    NAME,
    text('Status', 'The status of the node'),
    text('Roles', 'The roles of the node'),
    AGE,
    text('Version', documentOf('core.v1.NodeSystemInfo', 'kubeletVersion')),
    wide('Internal-IP', documentOf('core.v1.NodeStatus', 'addresses')),
    wide('External-IP', documentOf('core.v1.NodeStatus', 'addresses')),
    wide('OS-Image', documentOf('core.v1.NodeSystemInfo', 'osImage')),
    wide('Kernel-Version', documentOf('core.v1.NodeSystemInfo', 'kernelVersion')),
    wide('Container-Runtime', documentOf('core.v1.NodeSystemInfo', 'containerRuntimeVersion')),
  ],
  cells: (node, { age }) => {
    const address = (type: string): string =>
      node.status?.addresses?.find((entry) => entry.type === type)?.address ?? '<none>';
    const info = (field: string): string => node.status?.nodeInfo?.[field] || '<unknown>';
    return [
      node.metadata.name,
      nodeStatus(node),
      nodeRoles(node),
      age,
      node.status?.nodeInfo?.['kubeletVersion'] ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      info('osImage'),
      kernelOf(node),
      info('containerRuntimeVersion'),
    ];
  },
});

interface Event extends Named {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly count?: number;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
}

function eventSource({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}

/** Events as core/v1 has them. */
export const eventTable = defineTable<Event>({
  columns: [
    text('Last Seen', documentOf('core.v1.Event', 'lastTimestamp')),
    text('Type', documentOf('core.v1.Event', 'type')),
    text('Reason', documentOf('core.v1.Event', 'reason')),
    text('Object', documentOf('core.v1.Event', 'involvedObject')),
    wide('Subobject', documentOf('core.v1.ObjectReference', 'fieldPath')),
    wide('Source', documentOf('core.v1.Event', 'source')),
    text('Message', documentOf('core.v1.Event', 'message')),
    wide('First Seen', documentOf('core.v1.Event', 'firstTimestamp')),
    wide('Count', documentOf('core.v1.Event', 'count')),
    { ...wide('Name', NAME.description), format: 'name' },
  ],
  cells: (event, { since }) => {
    const first = since(event.firstTimestamp ?? event.eventTime);
    let last = event.lastTimestamp === undefined || event.lastTimestamp === null ? first : since(event.lastTimestamp);
    let count = event.count ?? 0;
    if (event.series !== undefined) {
      last = since(event.series.lastObservedTime);
      // The event that the series began with is not in its count.
      count = (event.series.count ?? 0) + 1;
    } else if (count === 0) {
      count = 1;
    }
    const kind = (event.involvedObject?.kind ?? '').toLowerCase();
    const name = event.involvedObject?.name ?? '';
    return [
      last,
      event.type ?? '',
      event.reason ?? '',
      name === '' ? kind : `${kind}/${name}`,
      event.involvedObject?.fieldPath ?? '',
      eventSource(event),
      (event.message ?? '').trim(),
      first,
      count,
      event.metadata.name,
    ];
  },
});

interface Quota extends Named {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

/** ResourceQuotas. */
export const resourceQuotaTable = defineTable<Quota>({
  columns: [
    NAME,
    text('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    text(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
    ),
    AGE,
  ],
  cells: ({ metadata, status }, { age }) => {
    const resources = Object.keys(status?.hard ?? {}).sort();
    const usage = (isLimit: boolean): string =>
      resources
        .filter((resource) => resource.startsWith('limits.') === isLimit)
        .map((resource) => `${resource}: ${status?.used?.[resource] ?? '0'}/${status?.hard?.[resource] ?? '0'}`)
        .join(', ');
    return [metadata.name, usage(false), usage(true), age];
  },
});

interface PriorityClass extends Named {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

/** PriorityClasses. */
export const priorityClassTable = defineTable<PriorityClass>({
  columns: [
    NAME,
    integer('Value', documentOf('scheduling.v1.PriorityClass', 'value')),
    boolean('Global-Default', documentOf('scheduling.v1.PriorityClass', 'globalDefault')),
    AGE,
    text('PreemptionPolicy', documentOf('scheduling.v1.PriorityClass', 'preemptionPolicy')),
  ],
  cells: ({ metadata, value, globalDefault, preemptionPolicy }, { age }) => [
    metadata.name,
    value ?? 0,
    globalDefault ?? false,
    age,
    preemptionPolicy ?? '',
  ],
});

interface RuntimeClass extends Named {
  readonly handler?: string;
}

/** RuntimeClasses. The handler has no description, because upstream looks it up in the wrong type. */
export const runtimeClassTable = defineTable<RuntimeClass>({
  columns: [NAME, text('Handler', ''), AGE],
  cells: ({ metadata, handler }, { age }) => [metadata.name, handler ?? '', age],
});

interface Lease extends Named {
  readonly spec?: { readonly holderIdentity?: string };
}

/** Leases. */
export const leaseTable = defineTable<Lease>({
  columns: [NAME, text('Holder', documentOf('coordination.v1.LeaseSpec', 'holderIdentity')), AGE],
  cells: ({ metadata, spec }, { age }) => [metadata.name, spec?.holderIdentity ?? '', age],
});

interface ComponentStatus extends Named {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly error?: string;
  }[];
}

/** ComponentStatuses. */
export const componentStatusTable = defineTable<ComponentStatus>({
  columns: [
    NAME,
    text('Status', 'Status of the component conditions'),
    text('Message', 'Message of the component conditions'),
    text('Error', 'Error of the component conditions'),
  ],
  cells: ({ metadata, conditions }) => {
    const healthy = conditions?.find(({ type }) => type === 'Healthy');
    if (healthy === undefined) return [metadata.name, 'Unknown', '', ''];
    const status = healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [metadata.name, status, healthy.message ?? '', healthy.error ?? ''];
  },
});
