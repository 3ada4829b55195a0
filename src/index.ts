/**
 * workshop-stacks: building blocks for Kubernetes applications, and synthesis for programs of your own. The
 * applications and environments of the workshops are in `workshop-stacks/workshops`.
 */
export * from './workshop/constructs';
export { RELEASE_STAGES } from './workshop/environments/environment';
export type {
  Environment,
  EnvironmentSetting,
  EnvironmentSettings,
  LessonEnvironment,
  LessonValues,
  ProductionEnvironment,
  ReleaseStage,
} from './workshop/environments';
export { productionForm } from './workshop/stacks/stack';
export type { ExpectedFinding, Lesson, ProductionForm, StackDefinition, Surroundings } from './workshop/stacks';
export * from './workshop/synthesis';
