import type { Coroutine } from '../../process';
import { ApiError, type KubernetesClient } from '../clients/kubernetes/client';

/** A table of the page. */
export interface OverviewTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What the page shows of a namespace. */
export interface Overview {
  readonly namespaces: readonly string[];
  readonly tables: readonly OverviewTable[];
  /** What the token may not see. @default - it sees all */
  readonly problem?: string;
}

interface Item {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly replicas?: number; readonly clusterIP?: string; readonly type?: string };
  readonly status?: {
    readonly phase?: string;
    readonly readyReplicas?: number;
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

interface Shown {
  readonly title: string;
  readonly path: (namespace: string) => string;
  readonly columns: readonly string[];
  readonly cells: (item: Item) => readonly string[];
}

const SHOWN: readonly Shown[] = [
  {
    title: 'Deployments',
    path: (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
    columns: ['Name', 'Pods'],
    cells: ({ metadata, spec, status }) => [metadata.name, `${status?.readyReplicas ?? 0} / ${spec?.replicas ?? 0}`],
  },
  {
    title: 'Pods',
    path: (namespace) => `/api/v1/namespaces/${namespace}/pods`,
    columns: ['Name', 'Status', 'Restarts'],
    cells: ({ metadata, status }) => [
      metadata.name,
      status?.phase ?? '',
      String((status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0)),
    ],
  },
  {
    title: 'Services',
    path: (namespace) => `/api/v1/namespaces/${namespace}/services`,
    columns: ['Name', 'Type', 'Cluster IP'],
    cells: ({ metadata, spec }) => [metadata.name, spec?.type ?? '', spec?.clusterIP ?? ''],
  },
];

/** Items of a list, or what is said of somebody who may not see it. @throws ApiError for a token that is none */
function* list(client: KubernetesClient, path: string): Coroutine<readonly Item[] | string> {
  try {
    return ((yield* client.call('GET', path)) as { readonly items: readonly Item[] }).items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return error.message;
    throw error;
  }
}

/** What somebody sees of a namespace. @throws ApiError for a token that is none */
export function* overviewOf(client: KubernetesClient, namespace: string): Coroutine<Overview> {
  const namespaces = yield* list(client, '/api/v1/namespaces');
  const tables: OverviewTable[] = [];
  const problems: string[] = [];
  for (const { title, path, columns, cells } of SHOWN) {
    const items = yield* list(client, path(namespace));
    if (typeof items === 'string') problems.push(items);
    else tables.push({ title, columns, rows: items.map(cells) });
  }
  return {
    namespaces: typeof namespaces === 'string' ? [namespace] : namespaces.map(({ metadata }) => metadata.name),
    tables,
    ...(problems.length === 0 ? {} : { problem: problems.join('; ') }),
  };
}
