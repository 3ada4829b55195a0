import { App } from 'cdk8s';
import { Construct } from 'constructs';
import { RequiredSecret, setContext } from '../../constructs';
import type { ProductionEnvironment } from '../../environments';
import { suggestion } from '../nearest';
import type { Manifest, RequiredSecretEntry, SynthesizedChart, SynthesizedObject } from '../object-set';
import { SelectionError } from '../program';
import { ownershipLabels, productionChart } from '../surroundings';
import { walk } from '../walk';
import { fillIn, type PlaceholderValues } from './placeholders';
import type { Release } from './read-release';
import { DESCRIPTION_FILE, type ReleasedFile, type ReleasedSecret } from './release-description';
import { ReleaseError } from './release-error';
import { propsOf } from './released-secret';

/** What a release must know of an environment. */
export type RenderedEnvironment = Pick<ProductionEnvironment, 'name' | 'secrets'>;

/** `given` with the defaults of the release, checked by its rules. */
function completed({ path, parameters }: Release, given: PlaceholderValues): PlaceholderValues {
  const names = Object.keys(parameters);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) throw new SelectionError(`${path}: unknown parameter '${name}'${suggestion(name, names)}`);
  }
  const values: Record<string, PlaceholderValues[string]> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name] ?? (parameter.default as PlaceholderValues[string]);
    if (value === undefined && parameter.optional !== true) {
      throw new SelectionError(`${path}: parameter '${name}' needs a value (${parameter.description})`);
    }
    if (value !== undefined && !parameter.accepts(value)) {
      const got = JSON.stringify(value);
      throw new SelectionError(`${path}: parameter '${name}' must be ${parameter.rule}, got ${got}`);
    }
    values[name] = value;
  }
  return values;
}

function labelled(manifest: Manifest, labels: Readonly<Record<string, string>>): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, labels: { ...labels, ...manifest.metadata.labels } } };
}

/**
 * The objects of a release in an environment, exactly as the code of that time would have built them with the same
 * values: with the namespace, the labels of ownership and, where Secrets are derived, the Secrets.
 *
 * @throws SelectionError for unknown, missing and forbidden values; ReleaseError for placeholders that nothing fills,
 * and where Secrets hold samples, which no release keeps.
 */
export function renderRelease(
  release: Release,
  environment: RenderedEnvironment,
  given: PlaceholderValues,
): SynthesizedChart {
  const { path, description, templates } = release;
  const { stack, version, contents } = description;
  const { name, secrets } = environment;
  if (secrets === 'sample' && contents.some((entry) => 'secret' in entry)) {
    throw new ReleaseError(`${path}: holds no sample Secrets; environment ${name} must derive or reference its Secrets`);
  }
  const values = { ...completed(release, given), environment: name };
  const isThere = ({ when = [] }: ReleasedFile | ReleasedSecret): boolean =>
    when.every((parameter) => ![undefined, false].includes(values[parameter as 'environment'] as never));
  const present = contents.filter(isThere);

  const around = new Construct(new App(), name);
  setContext(around, { secrets, secretSeed: name });
  const chart = productionChart(around, name, stack, version);
  const place = `${path}/${DESCRIPTION_FILE}`;
  const entries = new Map<string, ReleasedSecret>();
  for (const entry of present) {
    if (!('secret' in entry)) continue;
    const secret = new RequiredSecret(chart, `secret-${entries.size}`, propsOf(place, entry, values));
    entries.set(secret.node.path, entry);
  }
  const made = walk(chart);
  const origin = ({ construct }: ReleasedSecret): { readonly construct: string; readonly source: string } => ({
    construct: `${name}/${construct}`,
    source: place,
  });
  const secretObjects = new Map<ReleasedSecret, SynthesizedObject>();
  for (const object of made.objects) {
    const entry = entries.get(object.construct);
    if (entry === undefined) continue;
    const { manifest, program, condition } = object;
    secretObjects.set(entry, { manifest, ...origin(entry), component: entry.component, program, condition });
  }

  const labels = ownershipLabels(name, stack, version);
  const rendered = ({ file, construct, component, program }: ReleasedFile): SynthesizedObject => ({
    manifest: labelled(fillIn(`${path}/${file}`, templates.get(file) as Manifest, values), labels),
    construct: `${name}/${construct}`,
    source: `${path}/${file}`,
    component,
    program: fillIn(place, program, values),
    condition: undefined,
  });
  const objects = present.map((entry) => ('file' in entry ? rendered(entry) : secretObjects.get(entry)));
  return {
    objects: [
      ...made.objects.filter(({ manifest }) => manifest.kind === 'Namespace'),
      ...objects.filter((object) => object !== undefined),
    ],
    secrets: made.secrets.map(
      (secret): RequiredSecretEntry => ({ ...secret, ...origin(entries.get(secret.construct) as ReleasedSecret) }),
    ),
  };
}
