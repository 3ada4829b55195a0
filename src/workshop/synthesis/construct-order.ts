import type { IConstruct } from 'constructs';

/** Constructs that wait for each other. */
export class DependencyCycleError extends Error {
  constructor(paths: readonly string[]) {
    super(`constructs depend on each other in a circle: ${paths.join(' -> ')}`);
    this.name = 'DependencyCycleError';
  }
}

const OPEN = 1;
const DONE = 2;

/**
 * All constructs from `root` on in the order written, except that whatever a construct depends on comes before it.
 *
 * A dependency is a relation between subtrees: everything in the target precedes everything in the source. So each
 * construct has an entry and an exit, and a dependency is one edge from the source's entry to the target's exit; the
 * cost grows with the number of constructs and edges only (cdk8s pairs every object with every other one).
 * Dependencies on constructs that are not below `root` are ignored.
 *
 * @throws DependencyCycleError when constructs wait for each other.
 */
export function inOrder(root: IConstruct): readonly IConstruct[] {
  const constructs = root.node.findAll();
  return constructs.some(({ node }) => node.dependencies.length > 0) ? sorted(root, constructs) : constructs;
}

function sorted(root: IConstruct, constructs: readonly IConstruct[]): IConstruct[] {
  const positions = new Map(constructs.map((construct, position) => [construct, position]));
  // Step 2n is the entry of construct n, step 2n + 1 its exit.
  const entryOf = (construct: IConstruct): number => 2 * (positions.get(construct) as number);
  const exitOf = (construct: IConstruct): number => entryOf(construct) + 1;
  const requirementsOf = (step: number): number[] => {
    const construct = constructs[step >> 1] as IConstruct;
    if (step % 2 === 1) return [step - 1, ...construct.node.children.map(exitOf)];
    const { scope } = construct.node;
    const targets = construct.node.dependencies.filter((target) => positions.has(target)).map(exitOf);
    return construct === root || scope === undefined ? targets : [entryOf(scope), ...targets];
  };

  const order: IConstruct[] = [];
  const states = new Uint8Array(2 * constructs.length);
  const open: { readonly step: number; readonly requirements: readonly number[]; next: number }[] = [];
  const begin = (step: number): void => {
    states[step] = OPEN;
    open.push({ step, requirements: requirementsOf(step), next: 0 });
  };
  begin(exitOf(root));
  for (let top = open[open.length - 1]; top !== undefined; top = open[open.length - 1]) {
    const required = top.requirements[top.next];
    top.next += 1;
    if (required === undefined) {
      states[top.step] = DONE;
      if (top.step % 2 === 0) order.push(constructs[top.step >> 1] as IConstruct);
      open.pop();
    } else if (states[required] === OPEN) {
      const circle = open.slice(open.findIndex(({ step }) => step === required)).map(({ step }) => step);
      throw new DependencyCycleError(
        [...new Set([...circle, required].map((step) => (constructs[step >> 1] as IConstruct).node.path))].slice(0, 12),
      );
    } else if (states[required] !== DONE) {
      begin(required);
    }
  }
  return order;
}
