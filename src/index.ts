/**
 * workshop-stacks: building blocks, stacks and environments of the Kubernetes workshops, and synthesis for programs of
 * your own.
 */
export * from './workshop/constructs';
export { environments, RELEASE_STAGES } from './workshop/environments';
export type {
  Environment,
  EnvironmentSetting,
  EnvironmentSettings,
  LessonEnvironment,
  LessonValues,
  ProductionEnvironment,
  ReleaseStage,
} from './workshop/environments';
export { workshopProgram } from './workshop/program';
export { productionForm, stacks } from './workshop/stacks';
export type { ExpectedFinding, Lesson, ProductionForm, StackDefinition, Surroundings } from './workshop/stacks';
export * from './workshop/synthesis';
