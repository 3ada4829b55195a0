import { ApiObject } from 'cdk8s';
import type { Environment } from '../../../src/workshop/environments';
import { productionForm, type StackDefinition } from '../../../src/workshop/stacks';
import { buildSets, judge } from '../../../src/workshop/synthesis';

const live: Environment = {
  name: 'live',
  summary: 'Where users are.',
  form: 'production',
  stage: 'HEAD',
  secrets: 'reference',
  stacks: { old: {} },
};

const labels = { app: 'web' };

/** A Deployment as somebody wrote it years ago. */
const old = (accepts?: readonly string[]): StackDefinition => ({
  id: 'old',
  title: 'Something old',
  source: 'our own',
  production: productionForm({
    parameters: {},
    ...(accepts === undefined ? {} : { accepts }),
    build: (scope) => {
      new ApiObject(scope, 'web', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
        },
      });
    },
  }),
});

const rulesOf = (stack: StackDefinition): string[] =>
  judge(buildSets({ stacks: [stack], environments: [live] }))
    .map(({ rule }) => rule)
    .sort();

test('findings of rules that a stack accepts are not refused, and all others are', () => {
  expect(rulesOf(old())).toEqual(['image-tag', 'liveness', 'readiness', 'resources', 'rollout-limits']);
  expect(rulesOf(old(['liveness', 'readiness', 'resources', 'rollout-limits']))).toEqual(['image-tag']);
});
