import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { setContext } from '../constructs';
import type { Environment, LessonEnvironment, ProductionEnvironment } from '../environments';
import type { StackDefinition } from '../stacks/stack';
import type { ObjectSet, SynthesizedChart } from './object-set';
import { type Program, select, type Selection, SelectionError } from './program';
import { nearest } from './nearest';
import { productionChart, surroundingsOf } from './surroundings';
import { openReleases, type Releases } from './releases/open-releases';
import { settingsOf } from './settings';
import { walk } from './walk';

/** Builds a production form from the code as it stands. */
export function buildProduction(
  app: Construct,
  environmentName: string,
  stack: StackDefinition,
  values: Readonly<Record<string, unknown>>,
  version: string,
): SynthesizedChart {
  const chart = productionChart(app, environmentName, stack.id, version);
  stack.production?.build(chart, values as never, surroundingsOf(environmentName, stack.id));
  return walk(chart);
}

function lessonSets(app: App, environment: LessonEnvironment, stacks: readonly StackDefinition[]): ObjectSet[] {
  const around = new Construct(app, environment.name);
  setContext(around, { secrets: environment.secrets, secretSeed: environment.name });
  return stacks.flatMap((stack) => {
    const lessons = stack.lessons ?? [];
    const main = lessons.find(({ isMain }) => isMain) ?? lessons[lessons.length - 1];
    const scope = lessons.some(({ stage }) => stage !== undefined) ? new Construct(around, stack.id) : around;
    return lessons.map((lesson): ObjectSet => {
      const chart = new Chart(scope, lesson.stage ?? stack.id);
      lesson.build(chart, environment.lessons);
      return {
        environment,
        stack,
        stage: lesson.stage,
        version: 'HEAD',
        expects: lesson.expects ?? [],
        isMain: lesson === main,
        ...walk(chart),
      };
    });
  });
}

function productionSets(
  app: App,
  environment: ProductionEnvironment,
  stacks: readonly StackDefinition[],
  releases: Releases,
  versions: Readonly<Record<string, string>>,
): ObjectSet[] {
  const around = new Construct(app, environment.name);
  setContext(around, { secrets: environment.secrets, secretSeed: environment.name });
  return stacks
    .filter((stack) => stack.production !== undefined && stack.id in environment.stacks)
    .map((stack) => {
      const version = versions[stack.id] ?? releases.versionAt(stack.id, environment.stage);
      const table =
        version === 'HEAD' ? (stack.production?.parameters ?? {}) : releases.parametersOf(stack.id, version);
      const values = settingsOf(environment, stack.id, table);
      const made =
        version === 'HEAD'
          ? buildProduction(around, environment.name, stack, values, version)
          : releases.render(stack.id, version, environment, values);
      return { environment, stack, stage: undefined, version, expects: [], isMain: true, ...made };
    });
}

/** Refuses environments that name stacks which do not exist or have no production form. */
function requireKnownStacks(program: Program, environment: Environment): void {
  if (environment.form === 'lessons') return;
  const known = program.stacks.filter((stack) => stack.production !== undefined).map((stack) => stack.id);
  for (const id of Object.keys(environment.stacks)) {
    if (known.includes(id)) continue;
    const close = nearest(id, known);
    const hint = close === undefined ? `there is ${known.join(', ') || 'none'}` : `did you mean '${close}'?`;
    throw new SelectionError(`environment ${environment.name}: no stack '${id}' with a production form; ${hint}`);
  }
}

/**
 * Builds every stack of every selected environment, in order.
 *
 * @throws SelectionError, ArgumentError or SynthesisError; nothing is written by then.
 */
export function buildSets(program: Program, selection: Selection = {}): ObjectSet[] {
  const { environments, stacks } = select(program, selection);
  const releases = openReleases(program.releases, program.environments);
  const app = new App();
  return environments.flatMap((environment) => {
    requireKnownStacks(program, environment);
    return environment.form === 'lessons'
      ? lessonSets(app, environment, stacks)
      : productionSets(app, environment, stacks, releases, selection.versions ?? {});
  });
}
