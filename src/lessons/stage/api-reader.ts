import type { Cluster, KubeObject } from '../../simulator';

interface Served {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly isNamespaced: boolean;
  /** All words that kubectl takes for it, in small letters. */
  readonly words: readonly string[];
}

interface AggregatedDiscovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly singularResource?: string;
        readonly scope: string;
        readonly shortNames?: readonly string[];
      }[];
    }[];
  }[];
}

const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const ADMIN = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** Reads objects of a cluster by the words that kubectl takes for them, with the resources that were defined there. */
export class ApiReader {
  private served: readonly Served[] = [];

  constructor(private readonly cluster: Cluster) {}

  /**
   * Objects of a resource, in all namespaces without one.
   *
   * @throws Error for a resource that the cluster does not serve.
   */
  list(word: string, namespace: string | undefined): readonly KubeObject[] {
    const { group, version, resource, isNamespaced } = this.find(word.toLowerCase());
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const scope = isNamespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    const { items } = this.read<{ readonly items?: readonly KubeObject[] }>(`${root}${scope}/${resource}`);
    return items ?? [];
  }

  private find(word: string): Served {
    const isIt = ({ words }: Served): boolean => words.includes(word);
    // Resources are defined while a lesson goes on.
    if (!this.served.some(isIt)) this.served = [...this.discover('/api'), ...this.discover('/apis')];
    const found = this.served.find(isIt);
    if (found === undefined) throw new Error(`the cluster has no resource '${word}'`);
    return found;
  }

  private discover(path: string): Served[] {
    const { items } = this.read<AggregatedDiscovery>(path, DISCOVERY);
    return items.flatMap(({ metadata: { name: group = '' }, versions }) =>
      versions.slice(0, 1).flatMap(({ version, resources = [] }) =>
        resources.map(({ resource, singularResource = '', scope, shortNames = [] }) => ({
          group,
          version,
          resource,
          isNamespaced: scope === 'Namespaced',
          words: [resource, singularResource, ...shortNames, `${resource}.${group}`],
        })),
      ),
    );
  }

  private read<Answer>(path: string, accept = 'application/json'): Answer {
    const answer = this.cluster.handle({
      method: 'GET',
      path,
      query: new Map(),
      headers: { accept },
      body: new Uint8Array(),
      certificate: ADMIN,
    });
    if (!('body' in answer)) throw new Error(`${path} is answered with a stream`);
    const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Answer;
  }
}
