import type { LessonValues } from './lesson-values';

/** A value that an environment gives to a parameter of a stack. */
export type EnvironmentSetting =
  string | number | boolean | readonly EnvironmentSetting[] | { readonly [key: string]: EnvironmentSetting };

/** Values for parameters, by name. */
export type EnvironmentSettings = Readonly<Record<string, EnvironmentSetting>>;

/** The five stages a version passes through; each is a pointer in `releases/<stack>/stages.yaml`. */
export const RELEASE_STAGES = ['HEAD', 'Development', 'Staging', 'Canary', 'Release'] as const;
/** One of the five stages. Source: notes on "Kubernetes: Up and Running", 18. Progression of a Release. */
export type ReleaseStage = (typeof RELEASE_STAGES)[number];

/** What every environment states. */
interface EnvironmentBase {
  /** Name: folder of the output, prefix of namespaces and of cluster-wide objects. A DNS label. */
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly summary: string;
  /**
   * What becomes of Secrets: `sample` and `derived` write public values, `reference` writes none and lists what the
   * deployment must supply.
   */
  readonly secrets: 'sample' | 'derived' | 'reference';
  /** Contexts of kubeconfigs that it may be deployed to; others are refused. @default - any context */
  readonly contexts?: readonly string[];
}

/** An environment that holds the lessons exactly as the texts teach them: every stack, every stage. */
export interface LessonEnvironment extends EnvironmentBase {
  readonly form: 'lessons';
  /** Values for what the texts leave to the reader. */
  readonly lessons: LessonValues;
}

/** An environment that runs applications: the production form of the stacks it lists, each in its own namespace. */
export interface ProductionEnvironment extends EnvironmentBase {
  readonly form: 'production';
  /** Which stage's version of each stack it runs. */
  readonly stage: ReleaseStage;
  /** The region of its cluster. @default - it serves no region */
  readonly region?: {
    /** Name of the region. */
    readonly name: string;
    /** Share of the traffic it serves, in percent; a rollout begins where it is lowest. */
    readonly trafficPercent: number;
    /**
     * Page that must answer 200 to 399 while a rollout watches the region; `{region}`, `{environment}`, `{stack}` and
     * `{version}` are filled in. @default - only the objects are watched
     */
    readonly checkUrl?: string;
  };
  /** Values for parameters of every stack that has a parameter of that name. @default - none */
  readonly shared?: EnvironmentSettings;
  /** The stacks it runs and the values of their parameters. */
  readonly stacks: Readonly<Record<string, EnvironmentSettings>>;
}

/** Where manifests are meant to run, as values without branches. */
export type Environment = LessonEnvironment | ProductionEnvironment;
