import { isRefusal } from './status';
import type { Api } from './api';

/** A kind that a cluster serves. */
export interface ServedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural name, as paths say it. */
  readonly resource: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
}

/** What a cluster serves. */
export class Discovery {
  private readonly byVersion: ReadonlyMap<string, ServedKind>;
  private readonly byGroup: ReadonlyMap<string, ServedKind>;

  /** `kinds` in the server's order of preference. */
  constructor(readonly kinds: readonly ServedKind[]) {
    this.byVersion = new Map(kinds.map((each) => [`${each.group}/${each.version}/${each.kind}`, each]));
    this.byGroup = new Map([...kinds].reverse().map((each) => [`${each.group}/${each.kind}`, each]));
  }

  /** The kind of an object; undefined when this cluster does not serve it in that version. */
  find(apiVersion: string, kind: string): ServedKind | undefined {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
    return this.byVersion.get(`${group}/${version}/${kind}`);
  }

  /** The kind in the version that the server prefers. */
  preferred(group: string, kind: string): ServedKind | undefined {
    return this.byGroup.get(`${group}/${kind}`);
  }

  /** Versions of a group that are served, for messages. */
  versionsOf(group: string): string[] {
    return [...new Set(this.kinds.filter((each) => each.group === group).map(({ version }) => version))];
  }
}

/** One request for all kinds; older servers answer the second or third form. */
const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

interface DiscoveryList {
  readonly kind: string;
  readonly items?: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: string;
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
  readonly versions?: readonly string[];
  readonly groups?: readonly { readonly name: string; readonly versions: readonly { readonly version: string }[] }[];
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** Kinds of one version, from servers that do not answer all at once. */
async function ofVersion(api: Api, group: string, version: string): Promise<ServedKind[]> {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  let list: ResourceList;
  try {
    list = await api.json<ResourceList>({ method: 'GET', path }, { patienceMs: 5_000 });
  } catch (error) {
    // An aggregated API whose server is down; nothing of it can be applied, everything else can.
    if (isRefusal(error, 503) || isRefusal(error, 404)) return [];
    throw error;
  }
  return list.resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced, verbs }) => ({
      group,
      version,
      kind,
      resource: name,
      isNamespaced: namespaced,
      verbs,
    }));
}

async function below(api: Api, path: '/api' | '/apis'): Promise<ServedKind[]> {
  const list = await api.json<DiscoveryList>({ method: 'GET', path, accept: AGGREGATED });
  if (list.kind === 'APIGroupDiscoveryList') {
    return (list.items ?? []).flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources = [] }) =>
        resources.flatMap(({ resource, responseKind, scope, verbs }) =>
          responseKind === undefined
            ? []
            : [
                {
                  group: metadata.name ?? '',
                  version,
                  kind: responseKind.kind,
                  resource,
                  isNamespaced: scope === 'Namespaced',
                  verbs,
                },
              ],
        ),
      ),
    );
  }
  const versions =
    path === '/api'
      ? (list.versions ?? []).map((version) => ({ group: '', version }))
      : (list.groups ?? []).flatMap(({ name, versions: all }) => all.map(({ version }) => ({ group: name, version })));
  return (await Promise.all(versions.map(({ group, version }) => ofVersion(api, group, version)))).flat();
}

/** Asks a cluster for the kinds that it serves. */
export async function discover(api: Api): Promise<Discovery> {
  const [core, groups] = await Promise.all([below(api, '/api'), below(api, '/apis')]);
  return new Discovery([...core, ...groups]);
}
