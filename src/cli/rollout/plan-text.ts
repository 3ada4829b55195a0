import type { PlannedRegion, RolloutEnvironment, RolloutPlan } from '../../deploy';
import { columns } from '../columns';
import { loadDeploy } from '../load';
import { counted, styled } from '../terminal';

const ABSENT = '-';

const hasText = ({ live }: RolloutEnvironment): string =>
  live === undefined ? '?' : live.versions.join('+') || ABSENT;

const readyText = ({ live }: RolloutEnvironment): string =>
  live === undefined || live.versions.length === 0 ? ABSENT : live.unready === undefined ? 'yes' : 'no';

/** What happens to a region, and why nothing can. */
function nextText({ step, live, problem }: PlannedRegion, version: string, soak: string): string {
  const record = live?.record;
  switch (step) {
    case 'none':
      return 'nothing: it is done';
    case 'watch':
      return `watch for ${soak}`;
    case 'unknown':
      return `unknown: ${problem ?? ''}`;
    case 'apply': {
      const why = record?.phase === 'failed' || record?.phase === 'back' ? ` (before: ${record.reason ?? ''})` : '';
      return `apply ${version}, watch for ${soak}${why}`;
    }
  }
}

/** The plan: regions in their order, who has no part in it, and how many versions are active. */
export function planText(
  plan: RolloutPlan,
  contexts: ReadonlyMap<string, string>,
  soak: string,
  hasColors: boolean,
): string {
  const { stack, version, regions, others, active, refusal } = plan;
  const { activeText } = loadDeploy();
  const rows = regions.map((each, index) => [
    String(index + 1),
    each.region.name,
    each.name,
    `${each.region.trafficPercent} %`,
    contexts.get(each.name) ?? ABSENT,
    hasText(each),
    readyText(each),
    nextText(each, version, soak),
  ]);
  const rest = others.map((each) => `${each.name} (${each.stage}: ${each.wanted}, has ${hasText(each)})`);
  const lines = [
    styled(hasColors, 'bold', `${stack} ${version}: ${counted(regions.length, 'region')}, lowest traffic first`),
    columns([['', 'REGION', 'ENVIRONMENT', 'TRAFFIC', 'CONTEXT', 'HAS', 'READY', 'NEXT'], ...rows]),
    ...(rest.length === 0 ? [] : [`not part of it: ${rest.join(', ')}`]),
    `active versions: ${activeText(active)}`,
    ...(refusal === undefined ? [] : [styled(hasColors, 'red', `refused: ${refusal}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The plan for machines. */
export function planDocument(plan: RolloutPlan, contexts: ReadonlyMap<string, string>): Record<string, unknown> {
  const shown = ({ name, region, stage, wanted, live, problem }: RolloutEnvironment): Record<string, unknown> => ({
    environment: name,
    region: region?.name,
    trafficPercent: region?.trafficPercent,
    stage,
    wanted,
    context: contexts.get(name),
    versions: live?.versions,
    isReady: live === undefined || live.versions.length === 0 ? undefined : live.unready === undefined,
    reason: problem ?? live?.unready,
    record: live?.record,
  });
  return {
    ...plan,
    regions: plan.regions.map((each) => ({ ...shown(each), step: each.step })),
    others: plan.others.map(shown),
  };
}
