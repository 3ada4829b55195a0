/** The environments of workshop-stacks; a new one is a file here and a line below. */
import { canary } from './canary';
import { dev } from './dev';
import type { Environment } from './environment';
import { productionEastus } from './production-eastus';
import { productionWestus } from './production-westus';
import { staging } from './staging';
import { test } from './test';
import { workshop } from './workshop';

export { RELEASE_STAGES } from './environment';
export type {
  Environment,
  EnvironmentSetting,
  EnvironmentSettings,
  LessonEnvironment,
  ProductionEnvironment,
  ReleaseStage,
} from './environment';
export type { LessonValues } from './lesson-values';
export { SAMPLE_SECRETS } from './sample-secrets';

/** Every environment, in the order in which a version reaches them. */
export const environments: readonly Environment[] = [
  workshop,
  dev,
  test,
  staging,
  canary,
  productionEastus,
  productionWestus,
];
