/**
 * Does `work` for every item, at most `limit` at a time. Groups take turns, so that a large one does not keep the
 * others waiting; within a group the order stays.
 *
 * @throws the first error of `work`, after what was begun has ended; nothing new is begun then.
 */
export async function forEachFairly<Item>(
  items: readonly Item[],
  { limit, groupOf }: { readonly limit: number; readonly groupOf: (item: Item) => string },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = inTurns(items, groupOf);
  let next = 0;
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (next < queue.length && failures.length === 0) {
      const item = queue[next] as Item;
      next += 1;
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, queue.length) }, worker));
  if (failures.length > 0) throw failures[0];
}

/** Items in the order in which groups that take turns give them. */
export function inTurns<Item>(items: readonly Item[], groupOf: (item: Item) => string): Item[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(groupOf(item));
    if (group === undefined) groups.set(groupOf(item), [item]);
    else group.push(item);
  }
  const turns: Item[] = [];
  let waiting = [...groups.values()];
  for (let round = 0; waiting.length > 0; round += 1) {
    waiting = waiting.filter((group) => round < group.length);
    for (const group of waiting) turns.push(group[round] as Item);
  }
  return turns;
}
