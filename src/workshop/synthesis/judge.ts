import { type Finding, labelOf, type Report } from './finding';
import { loadChecks } from './load';
import { type ObjectSet, pathOf } from './object-set';

/** What is deployed together: each stage of a lesson by itself, a production environment as a whole. */
function deployedTogether(sets: readonly ObjectSet[]): ObjectSet[][] {
  const groups = new Map<string, ObjectSet[]>();
  for (const set of sets) {
    const key = set.environment.form === 'lessons' ? pathOf(set) : set.environment.name;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [set]);
    else group.push(set);
  }
  return [...groups.values()];
}

/**
 * All findings about `sets` that no stage declares, and one more for each declared finding that does not occur.
 * An empty list means that everything is as it should be.
 */
export function judge(sets: readonly ObjectSet[]): Finding[] {
  const { checks } = loadChecks();
  const unexpected: Finding[] = [];
  for (const group of deployedTogether(sets)) {
    const occurred = new Map<ObjectSet, Set<string>>(group.map((set) => [set, new Set()]));
    const report: Report = (set, object, rule, message) => {
      const at = labelOf(object);
      occurred.get(set)?.add(`${rule} ${at}`);
      if (set.environment.form === 'production' && set.stack.production?.accepts?.includes(rule) === true) return;
      if (set.expects.some((expected) => expected.rule === rule && expected.at === at)) return;
      unexpected.push({ rule, at, set: pathOf(set), construct: object.construct, source: object.source, message });
    };
    for (const check of checks) check(group, report);
    for (const set of group) {
      for (const { rule, at } of set.expects) {
        if (occurred.get(set)?.has(`${rule} ${at}`)) continue;
        const message = `declares the finding '${rule}' at ${at}, which does not occur: remove it from 'expects'`;
        unexpected.push({
          rule: 'expected-finding',
          at,
          set: pathOf(set),
          construct: pathOf(set),
          source: undefined,
          message,
        });
      }
    }
  }
  return unexpected;
}

/** One line for a person: where, what must hold, what was given, what to do. */
export function describeFinding(finding: Finding): string {
  const source = finding.source === undefined ? '' : ` (${finding.source})`;
  return `${finding.construct}: ${finding.message} [${finding.rule}]${source}`;
}
