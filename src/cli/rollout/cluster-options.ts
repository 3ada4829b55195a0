import type { ClusterChoice } from '../../deploy';
import type { Environment, ProductionEnvironment } from '../../workshop/environments';
import { UsageError } from '../failure';
import { loadDeploy } from '../load';
import type { Given, OptionTable } from '../options';
import { suggestionFor } from '../suggestion';

/** Options that say which cluster each of several environments is in. */
export const CLUSTER_OPTIONS: OptionTable = {
  kubeconfig: {
    kind: 'list',
    value: '[ENV=]FILE',
    description: 'kubeconfig of one environment, or of all; if not given those of KUBECONFIG, then ~/.kube/config',
  },
  context: {
    kind: 'list',
    value: 'ENV=NAME',
    description: 'context of an environment; if not given, one that it names, or that is called like it or its region',
  },
};

/** What was said of single environments, and of all of them. */
interface Said {
  readonly byName: ReadonlyMap<string, string>;
  readonly forAll: string | undefined;
}

function saidIn(values: readonly string[], names: readonly string[]): Said {
  const byName = new Map<string, string>();
  let forAll: string | undefined;
  for (const value of values) {
    const name = names.find((each) => value.startsWith(`${each}=`));
    if (name === undefined) forAll = value;
    else byName.set(name, value.slice(name.length + 1));
  }
  return { byName, forAll };
}

/** Which cluster an environment is in, or why that is not known. */
export type ChosenCluster = { readonly choice: ClusterChoice } | { readonly problem: string };

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(' or ');

/** Knows which cluster each environment is in. */
export class ClusterChoices {
  private readonly kubeconfigs: Said;
  private readonly contexts: Said;
  private readonly known = new Map<string, Promise<readonly string[]>>();

  /** @throws UsageError for names of environments that do not exist. */
  constructor(given: Given, environments: readonly Environment[]) {
    const names = environments.map(({ name }) => name);
    this.kubeconfigs = saidIn(given.list('kubeconfig'), names);
    this.contexts = saidIn(given.list('context'), names);
    const { forAll } = this.contexts;
    if (forAll === undefined) return;
    const hint = forAll.includes('=') ? suggestionFor(forAll.split('=', 1)[0] as string, names) : '';
    throw new UsageError(
      `'--context' must be ENVIRONMENT=NAME, because each is somewhere else, got '${forAll}'${hint}`,
    );
  }

  private contextsIn(base: Omit<ClusterChoice, 'context'>): Promise<readonly string[]> {
    const { kubeconfig = '' } = base;
    const known = this.known.get(kubeconfig) ?? loadDeploy().contextsOf(base);
    this.known.set(kubeconfig, known);
    return known;
  }

  /**
   * The cluster of an environment; never one that is only the current one of a kubeconfig for all.
   *
   * @throws ClusterError when the one kubeconfig for all cannot be read.
   */
  async of({ name, region, contexts }: ProductionEnvironment): Promise<ChosenCluster> {
    const own = this.kubeconfigs.byName.get(name);
    const kubeconfig = own ?? this.kubeconfigs.forAll;
    const base = { ...(kubeconfig === undefined ? {} : { kubeconfig }), env: process.env };
    const context = this.contexts.byName.get(name);
    if (context !== undefined) return { choice: { ...base, context } };
    if (own !== undefined && contexts === undefined) return { choice: base };
    let there: readonly string[];
    try {
      there = await this.contextsIn(base);
    } catch (error) {
      // Where each has its own file, one for all may be missing.
      if (this.kubeconfigs.byName.size === 0 || !(error instanceof Error)) throw error;
      return { problem: error.message };
    }
    const wanted = contexts ?? [name, ...(region === undefined ? [] : [region.name])];
    const found = wanted.find((each) => there.includes(each));
    if (found !== undefined) return { choice: { ...base, context: found } };
    return { problem: `no context is called ${quoted(wanted)}: name one with --context ${name}=NAME` };
  }
}
