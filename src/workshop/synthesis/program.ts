import type { Environment } from '../environments';
import type { StackDefinition } from '../stacks/stack';
import { suggestion } from './nearest';

/** What is synthesized: stacks and environments, ours or a team's. */
export interface Program {
  readonly stacks: readonly StackDefinition[];
  readonly environments: readonly Environment[];
  /** Folder with released versions. @default - nothing was released: every environment follows the code */
  readonly releases?: string;
}

/** Which part of a program to synthesize. */
export interface Selection {
  /** Names of environments. @default - all */
  readonly environments?: readonly string[];
  /** Ids of stacks. @default - all */
  readonly stacks?: readonly string[];
  /** Released versions by stack, in place of those that stages point to. @default - none */
  readonly versions?: Readonly<Record<string, string>>;
}

/** A name or value given from outside that does not exist or is not allowed. */
export class SelectionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SelectionError';
  }
}

function pick<Item>(
  what: string,
  items: readonly Item[],
  nameOf: (item: Item) => string,
  names: readonly string[] | undefined,
): readonly Item[] {
  if (names === undefined || names.length === 0) return items;
  const known = items.map(nameOf);
  for (const name of names) {
    if (!known.includes(name)) throw new SelectionError(`unknown ${what} '${name}'${suggestion(name, known)}`);
  }
  return items.filter((item) => names.includes(nameOf(item)));
}

/**
 * The environments and stacks that `selection` names, in the program's order.
 *
 * @throws SelectionError that names the nearest known one.
 */
export function select(program: Program, selection: Selection): Pick<Program, 'environments' | 'stacks'> {
  return {
    environments: pick('environment', program.environments, (item) => item.name, selection.environments),
    stacks: pick('stack', program.stacks, (item) => item.id, selection.stacks),
  };
}
