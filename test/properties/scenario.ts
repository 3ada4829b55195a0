import fc from 'fast-check';
import type { App } from './apps';
import { appArb, workloadArb, type WorkloadPlan } from './workloads';

/**
 * Something that the user does or that happens to a machine. Numbers named `pick` choose among what is there then,
 * counted round, so that an action means something however many of those before it are left out.
 */
export type Action =
  | { readonly type: 'create'; readonly plan: WorkloadPlan }
  | { readonly type: 'setApp'; readonly pick: number; readonly app: App }
  | { readonly type: 'scale'; readonly pick: number; readonly replicas: number }
  /** Pauses or resumes a Deployment, suspends or resumes a Job. */
  | { readonly type: 'pause'; readonly pick: number }
  | { readonly type: 'undo'; readonly pick: number }
  | { readonly type: 'setPartition'; readonly partition: number }
  | { readonly type: 'delete'; readonly pick: number; readonly policy: 'Background' | 'Foreground' | 'Orphan' }
  | { readonly type: 'deletePod'; readonly pick: number }
  /** Asks for the eviction of some Pods in a row, as a drain does; of those that a budget protects, where there are any. */
  | { readonly type: 'evict'; readonly pick: number; readonly count: number }
  | { readonly type: 'failNode'; readonly pick: number }
  | { readonly type: 'recoverNode'; readonly pick: number }
  | { readonly type: 'removeNode'; readonly pick: number }
  | { readonly type: 'addNode' }
  /** Closes an open node, or opens a closed one. */
  | { readonly type: 'cordon'; readonly pick: number }
  | { readonly type: 'quota'; readonly pods: number; readonly milliCpu: number }
  | { readonly type: 'budget'; readonly pick: number; readonly rule: BudgetRule };

/** What a PodDisruptionBudget demands. */
export interface BudgetRule {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

/** An action, and the virtual milliseconds that pass after it. */
export interface Step {
  readonly action: Action;
  readonly thenMs: number;
}

/** A cluster and what happens to it. */
export interface Scenario {
  /** Seed of the cluster. */
  readonly clusterSeed: number;
  readonly nodes: number;
  /** Whether the first nodes have so little CPU that not all Pods fit. */
  readonly isTight: boolean;
  readonly workloads: readonly WorkloadPlan[];
  readonly steps: readonly Step[];
  /** How everything is deleted at the end. */
  readonly ending: 'Background' | 'Foreground' | 'Namespace';
}

const pick = fc.nat(11);

const actionArb: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('create'), plan: workloadArb }) },
  { weight: 7, arbitrary: fc.record({ type: fc.constant('setApp'), pick, app: appArb }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('scale'), pick, replicas: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pause'), pick }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('undo'), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('setPartition'), partition: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('delete'),
      pick,
      policy: fc.constantFrom('Background', 'Foreground', 'Orphan'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('deletePod'), pick }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('evict'), pick, count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('failNode'), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('recoverNode'), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('removeNode'), pick }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('addNode') }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cordon'), pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('quota'),
      pods: fc.integer({ min: 2, max: 8 }),
      milliCpu: fc.constantFrom(300, 800, 5000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('budget'),
      pick,
      rule: fc.constantFrom<BudgetRule>(
        { minAvailable: 1 },
        { minAvailable: 2 },
        { minAvailable: '60%' },
        { maxUnavailable: 1 },
        { maxUnavailable: '30%' },
      ),
    }),
  },
);

/** From the next action at once to long enough that Pods leave a node that is off. */
const thenArb = fc.constantFrom(0, 7, 300, 1_500, 4_000, 4_000, 12_000, 12_000, 40_000, 400_000);

/** Scenarios. Values are not biased towards small ones: each seed draws only one. */
export const scenarioArb: fc.Arbitrary<Scenario> = fc.noBias(
  fc.record({
    clusterSeed: fc.nat(999),
    nodes: fc.integer({ min: 2, max: 4 }),
    isTight: fc.boolean(),
    workloads: fc.array(workloadArb, { minLength: 1, maxLength: 2 }),
    steps: fc.array(fc.record({ action: actionArb, thenMs: thenArb }), { minLength: 2, maxLength: 10 }),
    ending: fc.constantFrom('Background', 'Foreground', 'Namespace'),
  }),
);
