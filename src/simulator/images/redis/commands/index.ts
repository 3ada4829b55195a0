import type { RedisVersion } from '../redis-version';
import type { Command } from '../server/command';
import { administrationCommands } from './administration';
import { connectionCommands } from './connection';
import { hashCommands } from './hashes';
import { introspectionCommands } from './introspection';
import { keyCommands } from './keys';
import { listCommands } from './lists';
import { publishingCommands } from './publishing';
import { replicatingCommands } from './replicating';
import { scanCommands } from './scans';
import { setCommands } from './sets';
import { sortedSetCommands } from './sorted-sets';
import { stringCommands } from './strings';
import { transactionCommands } from './transactions';

const tables = new Map<string, ReadonlyMap<string, Command>>();

/** The commands of a release, by their names in lower case. */
export function commandsOf(version: RedisVersion): ReadonlyMap<string, Command> {
  let table = tables.get(version.number);
  if (table === undefined) {
    const all: readonly Command[] = [
      ...connectionCommands,
      ...stringCommands,
      ...keyCommands,
      ...scanCommands,
      ...listCommands,
      ...setCommands,
      ...hashCommands,
      ...sortedSetCommands,
      ...publishingCommands,
      ...transactionCommands,
      ...replicatingCommands,
      ...administrationCommands,
      ...introspectionCommands,
    ];
    table = new Map(
      all.filter(({ since: [major, minor] = [0, 0] }) => version.isFrom(major, minor)).map((each) => [each.name, each]),
    );
    tables.set(version.number, table);
  }
  return table;
}
