import { type Manifest, type ManifestSource, readManifests } from '../simulator';

/** An object as it is written into a manifest. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

/** A chart of cdk8s, or anything that turns itself into a list of manifests. */
export interface ManifestChart {
  toJson(): unknown;
}

/** An app of cdk8s. */
export interface ManifestApp {
  synthYaml(): unknown;
}

/**
 * What can be applied: YAML or JSON as text, a file that was read (`manifestFiles` of `workshop-stacks/testing/files`), an
 * object, a chart or an app of cdk8s, or a list of all that.
 */
export type ManifestInput =
  string | ManifestSource | ManifestObject | ManifestChart | ManifestApp | readonly ManifestInput[];

/** Manifests that cannot be read, or that the cluster refuses. */
export class ManifestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ManifestError';
  }
}

const isList = (input: ManifestInput): input is readonly ManifestInput[] => Array.isArray(input);

/** What of an object is a function: names tell charts, apps and manifests apart without cdk8s at hand. */
const has = (input: object, name: string): boolean =>
  typeof (input as Readonly<Record<string, unknown>>)[name] === 'function';

/** A value as a text that says the same: JSON is YAML. */
const asText = (value: unknown): string =>
  [value]
    .flat()
    .map((each) => JSON.stringify(each))
    .join('\n---\n');

/** A name of a file or folder: no manifest is one word. */
const PATH = /^(\S+\.(ya?ml|json)|[^\s:{}[\]]+)$/;

function sourceOf(text: string, file: string): ManifestSource {
  if (!PATH.test(text.trim())) return { file, text };
  throw new ManifestError(
    `${file}: text of manifests is wanted, got '${text}': manifestFiles of workshop-stacks/testing/files reads files`,
  );
}

function sourcesOf(input: ManifestInput, place: string): ManifestSource[] {
  if (typeof input === 'string') return [sourceOf(input, place)];
  if (isList(input)) return input.flatMap((each, index) => sourcesOf(each, `${place}[${index}]`));
  if (has(input, 'synthYaml')) return [{ file: place, text: String((input as ManifestApp).synthYaml()) }];
  if (has(input, 'toJson')) return [{ file: place, text: asText((input as ManifestChart).toJson()) }];
  if ('file' in input && 'text' in input) return [input];
  return [{ file: place, text: asText(input) }];
}

/**
 * The objects of what can be applied.
 *
 * @throws ManifestError for what cannot be read, with all problems.
 */
export function manifestsOf(inputs: readonly ManifestInput[]): readonly Manifest[] {
  const { manifests, problems } = readManifests(inputs.flatMap((input) => sourcesOf(input, 'manifests')));
  if (problems.length === 0) return manifests;
  throw new ManifestError(problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
}
