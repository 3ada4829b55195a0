import type { LiveStage, RolloutEnvironment } from '../../deploy';
import { columns } from '../columns';
import { loadDeploy } from '../load';

/** A stack in an environment, as it is in its cluster. */
export interface LiveRow {
  readonly environment: string;
  readonly region?: string;
  /** @default - the cluster does not say what it has */
  readonly stack?: string;
  /** Versions that are there; several while one takes the place of another. */
  readonly versions: readonly string[];
  readonly stage?: LiveStage;
  /** @default - nothing is there, or it is not known */
  readonly isReady?: boolean;
  /** Why it is not ready, or not known. */
  readonly reason?: string;
}

const ABSENT = '-';

/** The row of a stack in an environment. */
export function liveRow(stack: string, each: RolloutEnvironment, all: readonly RolloutEnvironment[]): LiveRow {
  const { name, region, live } = each;
  const stage = loadDeploy().stageOf(each, all);
  const { record, unready, versions = [] } = live ?? {};
  const hasFailed = record?.phase === 'failed' || record?.phase === 'back';
  const reason = unready ?? (hasFailed ? record.reason : undefined);
  return {
    environment: name,
    ...(region === undefined ? {} : { region: region.name }),
    stack,
    versions,
    ...(stage === undefined ? {} : { stage }),
    ...(versions.length === 0 ? {} : { isReady: unready === undefined }),
    ...(reason === undefined ? {} : { reason }),
  };
}

const readyWord = ({ isReady }: LiveRow): string => (isReady === undefined ? ABSENT : isReady ? 'yes' : 'no');

/** One line a row. */
export function liveTable(rows: readonly LiveRow[]): string {
  const cells = rows.map((row) => [
    row.region ?? ABSENT,
    row.environment,
    row.stack ?? ABSENT,
    row.versions.join('+') || ABSENT,
    row.stage ?? ABSENT,
    readyWord(row),
    row.reason ?? '',
  ]);
  return `${columns([['REGION', 'ENVIRONMENT', 'STACK', 'VERSION', 'STAGE', 'READY', ''], ...cells])}\n`;
}
