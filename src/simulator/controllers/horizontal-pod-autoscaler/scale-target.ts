import {
  isJsonObject,
  labelSelectorOf,
  labelSelectorOfLabels,
  NOTHING,
  parseApiVersion,
  parseLabelSelector,
  statusErrors,
  type ApiClient,
  type HorizontalPodAutoscaler,
  type KubeObject,
  type LabelSelector,
  type LabelSelectorObject,
  type ServedResource,
} from '../../api';
import type { Failure } from './pod-requests';

/** What an autoscaler scales. */
export interface ScaleTarget {
  /** Key of the store. */
  readonly resource: string;
  readonly replicas: number;
  readonly selector: LabelSelector;
  /** '' when the scale names none. */
  readonly selectorText: string;
}

/** Where replicas and selector lie, as paths of field names. */
interface ScalePaths {
  readonly replicas: readonly string[];
  /** A selector as an object, as plain labels, or as text. */
  readonly selector: readonly string[];
  readonly selectorForm: 'object' | 'labels' | 'text';
}

const WORKLOAD: ScalePaths = {
  replicas: ['spec', 'replicas'],
  selector: ['spec', 'selector'],
  selectorForm: 'object',
};

/** Resources of Kubernetes that have a scale. */
const BUILT_IN: ReadonlyMap<string, ScalePaths> = new Map([
  ['apps/deployments', WORKLOAD],
  ['apps/replicasets', WORKLOAD],
  ['apps/statefulsets', WORKLOAD],
  ['replicationcontrollers', { ...WORKLOAD, selectorForm: 'labels' }],
]);

function at(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const field of path) value = isJsonObject(value) ? value[field] : undefined;
  return value;
}

const pathOf = (text: unknown): readonly string[] =>
  typeof text === 'string' ? text.split('.').filter((field) => field !== '') : [];

/** The scale of a custom resource, as its definition says. */
function customPaths(client: ApiClient, { group, resource, version }: ServedResource): ScalePaths | undefined {
  const definitions = 'apiextensions.k8s.io/customresourcedefinitions';
  const versions = at(client.get(definitions, '', `${resource}.${group}`), ['spec', 'versions']);
  const served = Array.isArray(versions) ? versions.find((each: unknown) => at(each, ['name']) === version) : undefined;
  const scale = at(served, ['subresources', 'scale']);
  if (scale === undefined) return undefined;
  const selector = pathOf(at(scale, ['labelSelectorPath']));
  return { replicas: pathOf(at(scale, ['specReplicasPath'])), selector, selectorForm: 'text' };
}

function selectorOf(object: KubeObject, { selector: path, selectorForm }: ScalePaths): LabelSelector {
  const selector = path.length === 0 ? undefined : at(object, path);
  switch (selectorForm) {
    case 'text':
      return typeof selector === 'string' && selector !== '' ? parseLabelSelector(selector) : NOTHING;
    case 'labels':
      return isJsonObject(selector) ? labelSelectorOfLabels(selector as Record<string, string>) : NOTHING;
    case 'object':
      return labelSelectorOf(selector as LabelSelectorObject | undefined);
  }
}

/**
 * Finds what an autoscaler scales, or says why there is nothing.
 * Source: Kubernetes 1.36, pkg/controller/podautoscaler/horizontal.go `scaleForResourceMappings`.
 */
export function findTarget(client: ApiClient, { metadata, spec }: HorizontalPodAutoscaler): ScaleTarget | Failure {
  const { apiVersion = '', kind, name } = spec.scaleTargetRef;
  const { group } = parseApiVersion(apiVersion);
  const served = client.resources().find((each) => each.group === group && each.kind === kind);
  if (served === undefined) {
    return { failure: `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}` };
  }
  const paths = BUILT_IN.get(served.storage) ?? customPaths(client, served);
  if (paths === undefined) return { failure: 'the server could not find the requested resource' };
  const object = client.get(served.storage, metadata.namespace, name);
  if (object === undefined)
    return { failure: statusErrors.notFound({ group, resource: served.resource }, name).message };
  const replicas = at(object, paths.replicas);
  const selector = selectorOf(object, paths);
  return {
    resource: served.storage,
    replicas: typeof replicas === 'number' ? replicas : 0,
    selector,
    selectorText: selector.toString(),
  };
}
