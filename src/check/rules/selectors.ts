import { type KubeObject, labelSelectorOf } from '../../simulator';
import type { CheckContext, CheckedObject } from '../context';
import type { Rule } from './rule';

type LabelSelector = ReturnType<typeof labelSelectorOf>;
type Labels = Readonly<Record<string, string>>;

/** Kinds whose Pods come and go: what selects their labels selects somebody. */
const TEMPLATES = [
  'apps/deployments',
  'apps/statefulsets',
  'apps/daemonsets',
  'apps/replicasets',
  'replicationcontrollers',
  'batch/jobs',
  'batch/cronjobs',
] as const;

interface Templated {
  readonly template?: { readonly metadata?: { readonly labels?: Labels } };
  readonly jobTemplate?: { readonly spec: Templated };
}

function labelsOfTemplate(spec: Templated): Labels {
  return (
    spec.template?.metadata?.labels ?? (spec.jobTemplate === undefined ? {} : labelsOfTemplate(spec.jobTemplate.spec))
  );
}

/** Labels of all Pods of a namespace, those that are still to come among them. */
function labelsIn({ client, refused }: CheckContext, namespace: string): Labels[] {
  const templates = TEMPLATES.flatMap((resource) =>
    client.list(resource, namespace).map(({ spec }) => labelsOfTemplate(spec as unknown as Templated)),
  );
  // What the server did not take is mended first, and selected then.
  const wanted = refused
    .filter(({ metadata }) => (metadata.namespace ?? namespace) === namespace)
    .map(({ metadata, spec }) => ({ ...metadata.labels, ...labelsOfTemplate((spec ?? {}) as Templated) }));
  return [...client.list('pods', namespace).map(({ metadata }) => metadata.labels ?? {}), ...templates, ...wanted];
}

/** The selector of an object; undefined for one that selects nothing, or everything. */
function selectorOf(object: CheckedObject, stored: KubeObject): LabelSelector | undefined {
  const { spec } = stored as unknown as {
    readonly spec: {
      readonly selector?: Labels;
      readonly podSelector?: Parameters<typeof labelSelectorOf>[0];
      readonly type?: string;
    };
  };
  if (object.kind === 'Service') {
    const matchLabels = spec.selector ?? {};
    const isOpen = spec.type === 'ExternalName' || Object.keys(matchLabels).length === 0;
    return isOpen ? undefined : labelSelectorOf({ matchLabels });
  }
  const selector = (object.kind === 'NetworkPolicy' ? spec.podSelector : spec.selector) as typeof spec.podSelector;
  const isEverything =
    Object.keys({ ...selector?.matchLabels }).length + (selector?.matchExpressions ?? []).length === 0;
  return isEverything ? undefined : labelSelectorOf(selector);
}

const textOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** Labels that the controllers put on Pods by themselves: nobody selects by them. */
const OWN =
  /^(pod-template-hash|controller-revision-hash|controller-uid|job-name|statefulset\.kubernetes\.io\/|batch\.kubernetes\.io\/|apps\.kubernetes\.io\/)/;

/** The labels that Pods of a namespace do have, as a hint. */
function hint(all: readonly Labels[]): string {
  const texts = all.map((labels) =>
    textOf(Object.fromEntries(Object.entries(labels).filter(([key]) => !OWN.test(key)))),
  );
  const distinct = [...new Set(texts)].filter((text) => text !== '').slice(0, 3);
  return distinct.length === 0
    ? 'there is no Pod with labels in the namespace'
    : `Pods there have ${distinct.join(' or ')}`;
}

const RESOURCES = {
  Service: 'services',
  PodDisruptionBudget: 'policy/poddisruptionbudgets',
  NetworkPolicy: 'networking.k8s.io/networkpolicies',
} as const;

/** Selectors that find nobody. */
export const selectors: Rule = {
  id: 'selector',
  finds: 'Services, PodDisruptionBudgets and NetworkPolicies whose selector finds no Pod',
  check: (context) => {
    for (const [kind, resource] of Object.entries(RESOURCES)) {
      for (const object of context.ofKind(kind)) {
        const { namespace = '', name } = object;
        const stored = context.client.get<string>(resource, namespace, name);
        const selector = stored === undefined ? undefined : selectorOf(object, stored);
        if (selector === undefined) continue;
        const all = labelsIn(context, namespace);
        if (all.some((labels) => selector.matches(labels))) continue;
        context.report('selector', object, {
          message: `its selector '${String(selector)}' finds no Pod in namespace ${namespace}; ${hint(all)}`,
          cure: 'select labels that the template of the Pods has',
        });
      }
    }
  },
};
