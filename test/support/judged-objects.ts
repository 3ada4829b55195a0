import { judge } from '../../src/workshop/synthesis';
import type { Manifest, ObjectSet } from '../../src/workshop/synthesis/object-set';
import { lessons, production, shop } from './sample-program';

/** Objects as one stack of an environment, without the constructs that would refuse some of them. */
function setOf(objects: readonly object[], form: 'lessons' | 'production'): ObjectSet {
  const synthesized = (objects as readonly Manifest[]).map((manifest) => ({
    manifest,
    construct: `test/${manifest.metadata.name}`,
    source: undefined,
    component: undefined,
    program: undefined,
    condition: undefined,
  }));
  return {
    environment: form === 'lessons' ? lessons : production('live'),
    stack: shop,
    stage: undefined,
    version: 'HEAD',
    expects: [],
    isMain: true,
    objects: synthesized,
    secrets: [],
  };
}

/** What the checks find in `objects`, as `rule Kind/name`, in order and once each. */
export function findingsIn(objects: readonly object[], form: 'lessons' | 'production'): string[] {
  return [...new Set(judge([setOf(objects, form)]).map(({ rule, at }) => `${rule} ${at}`))].sort();
}

/** A small Deployment, as valid or wrong as its labels make it. */
export const deployment = (name: string, selector: object, labels: object, rest: object = {}): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: selector },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    ...rest,
  },
});
