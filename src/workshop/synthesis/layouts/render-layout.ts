import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParameterValue } from '../../constructs';
import { loadYaml } from '../load';
import type { Manifest } from '../object-set';
import { HEAD, ReleaseError } from '../releases';
import { readRelease } from '../releases/read-release';
import { renderRelease } from '../releases/render-release';
import { CURRENT } from './application';
import { tagOf } from './arrangements';

/** A file of parameters beside templates. */
interface ParametersFile {
  /** Name of the environment, as namespaces and labels bear it. */
  readonly environment: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Tag whose templates they are for; only where versions are tags. */
  readonly version?: string;
}

/** Where a component keeps templates and parameters of an environment, in the order in which to look. */
const PLACES = (environment: string): readonly (readonly [templates: string, parameters: string])[] => [
  [`${environment}/templates`, `${environment}/${environment}-parameters.yaml`],
  [`${environment}/templates`, `${environment}/parameters.yaml`],
  ['templates', `${environment}-parameters.yaml`],
];

function renderComponent(folder: string, component: string, environment: string): Manifest[] {
  const place = PLACES(environment).find((paths) => paths.every((path) => existsSync(join(folder, component, path))));
  if (place === undefined) {
    throw new ReleaseError(`${component}: no templates and parameters of '${environment}'; LAYOUT-04 to 07 have them`);
  }
  const [templates, parametersPath] = place;
  const release = readRelease(join(folder, component, templates), `${component}/${templates}`);
  const file = loadYaml().parse(readFileSync(join(folder, component, parametersPath), 'utf8')) as ParametersFile;
  const { version } = release.description;
  const tag = tagOf(version === HEAD ? CURRENT : version);
  if (file.version !== undefined && file.version !== tag) {
    throw new ReleaseError(
      `${component}/${parametersPath}: 'version' must be the tag that is checked out, ${tag}, got '${file.version}': ` +
        `check that tag out into ${component}/templates`,
    );
  }
  const target = { name: file.environment, secrets: 'reference' } as const;
  return renderRelease(release, target, file.parameters)
    .objects.map(({ manifest }) => manifest)
    .filter(({ kind }) => kind !== 'Namespace');
}

/**
 * The objects of an environment or region as a written layout with templates and parameters describes them: every
 * component, without the namespace that they share.
 *
 * @throws ReleaseError where templates or parameters are missing, or are those of another tag.
 */
export function renderLayout(folder: string, environment: string): Manifest[] {
  const components = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return components.flatMap(({ name }) => renderComponent(folder, name, environment));
}
