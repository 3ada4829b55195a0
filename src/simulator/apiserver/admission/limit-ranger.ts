import type { Draft, KubeObject } from '../../api';
import { type Fields, fieldsAt, listAt, mapAt, openDraft, textAt } from '../../resources/fields';
import { concerns, forbidden, joinedReasons } from './forbid';
import { claimViolations, podViolations } from './limit-constraints';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin';

/** Source: Kubernetes 1.36, plugin/pkg/admission/limitranger/admission.go. */
const ANNOTATION = 'kubernetes.io/limit-ranger';

type Amounts = Readonly<Record<string, string>>;

const limitItems = (ranges: readonly KubeObject[]): readonly Fields[] =>
  ranges.flatMap((range) => listAt(fieldsAt(range, 'spec'), 'limits'));

const rangesFor = ({ context, namespace }: AdmissionAttributes): readonly KubeObject[] =>
  context.lookupAll('limitranges', namespace);

/** A container with what it left out, and the names of what was set in the words of the annotation. */
interface Filled {
  readonly container: Fields;
  readonly set: readonly string[];
}

/** Fills in what a container leaves out of `field`. */
function fill({ container, set }: Filled, field: 'limits' | 'requests', defaults: Amounts, words: string): Filled {
  const resources = fieldsAt(container, 'resources');
  const given = mapAt(resources, field);
  const missing = Object.keys(defaults).filter((name) => given?.[name] === undefined);
  if (missing.length === 0) return { container, set };
  const added = Object.fromEntries(missing.map((name) => [name, defaults[name]]));
  return {
    container: { ...container, resources: { ...resources, [field]: { ...given, ...added } } },
    set: [...set, `${missing.sort().join(', ')} ${words}`],
  };
}

/** Sets default requests and limits of one LimitRange; returns what was set, in the words of the annotation. */
function setDefaults(pod: Draft, range: KubeObject): string[] {
  const items = limitItems([range]).filter((item) => textAt(item, 'type') === 'Container');
  const limits: Amounts = Object.assign({}, ...items.map((item) => mapAt(item, 'default'))) as Amounts;
  const requests: Amounts = Object.assign({}, ...items.map((item) => mapAt(item, 'defaultRequest'))) as Amounts;
  const spec = openDraft(pod, 'spec');
  return (['containers', 'initContainers'] as const).flatMap((list) => {
    const title = list === 'containers' ? 'container' : 'init container';
    const filled = listAt(spec, list).map((container) => {
      const of = `for ${title} ${textAt(container, 'name')}`;
      const requested = fill({ container, set: [] }, 'requests', requests, `request ${of}`);
      return fill(requested, 'limits', limits, `limit ${of}`);
    });
    if (filled.length > 0) spec[list] = filled.map(({ container }) => container);
    return filled.flatMap(({ set }) => set);
  });
}

/**
 * Fills in and enforces requests and limits as the LimitRanges of the namespace say. Not modelled: resources of a whole
 * Pod (`spec.resources`).
 *
 * Source: Kubernetes 1.36, plugin/pkg/admission/limitranger/admission.go.
 */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  resources: ['pods', 'persistentvolumeclaims'],
  ignoresSubresources: true,
  admit(draft, attributes) {
    if (!concerns(attributes, 'pods', 'create')) return;
    for (const range of rangesFor(attributes)) {
      const set = setDefaults(draft, range);
      if (set.length === 0) continue;
      const metadata = openDraft(draft, 'metadata');
      const text = `LimitRanger plugin set: ${set.join('; ')}`;
      metadata['annotations'] = { ...mapAt(metadata, 'annotations'), [ANNOTATION]: text };
    }
  },
  validate(object, attributes) {
    const isPod = concerns(attributes, 'pods', 'create');
    if (!isPod && !concerns(attributes, 'persistentvolumeclaims', 'create', 'update')) return;
    // One range after the other: the first that is violated speaks.
    for (const range of rangesFor(attributes)) {
      const items = limitItems([range]);
      const violations = isPod ? podViolations(object, items) : claimViolations(object, items);
      if (violations.length > 0) throw forbidden(object, attributes, joinedReasons(violations));
    }
  },
};
