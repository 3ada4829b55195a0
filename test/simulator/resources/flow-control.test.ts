import { flowSchemaStrategy, priorityLevelConfigurationStrategy } from '../../../src/simulator/resources/flow-control';
import { created, type Json } from './written';

const specOf = (strategy: typeof flowSchemaStrategy, spec: Json): unknown =>
  created(strategy, { metadata: { name: 'a' }, spec })['spec'];

test.each([
  [{}, 1000],
  [{ matchingPrecedence: 0 }, 1000],
  [{ matchingPrecedence: 7 }, 7],
])('a flow with %j is looked at in turn %d', (spec, matchingPrecedence) => {
  expect(specOf(flowSchemaStrategy, spec)).toEqual({ matchingPrecedence });
});

test.each<[Json, Json]>([
  [{ exempt: {} }, { exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }],
  [{ limited: { nominalConcurrencyShares: 0 } }, { limited: { nominalConcurrencyShares: 0, lendablePercent: 0 } }],
  [
    {
      limited: {
        nominalConcurrencyShares: null,
        limitResponse: { type: 'Queue', queuing: { queues: 0, handSize: 2 } },
      },
    },
    {
      limited: {
        nominalConcurrencyShares: 30,
        lendablePercent: 0,
        limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 2, queueLengthLimit: 50 } },
      },
    },
  ],
])('a level with %j is stored with %j', (spec, stored) => {
  expect(specOf(priorityLevelConfigurationStrategy, spec)).toEqual(stored);
});
