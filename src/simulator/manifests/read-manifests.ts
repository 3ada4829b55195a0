import type { KubeObject } from '../api';
import { readYaml } from '../schema';

/** Text that holds manifests, and where it comes from. */
export interface ManifestSource {
  /** Name of the file, for messages. */
  readonly file: string;
  /** YAML of any number of documents, or JSON. */
  readonly text: string;
}

/** An object to apply. */
export interface Manifest {
  readonly file: string;
  readonly object: KubeObject;
}

/** A document that is no object. */
export interface ManifestProblem {
  readonly file: string;
  readonly message: string;
}

/** What sources hold. */
export interface ReadManifests {
  /** In the order of the sources and their documents. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly ManifestProblem[];
}

/**
 * Documents of a YAML text: between lines that begin with `---`.
 * Source: Kubernetes 1.36, apimachinery/pkg/util/yaml/decoder.go `splitYAMLDocument`.
 */
const documentsOf = (text: string): string[] => text.split(/^---(?:[ \t].*)?$/m);

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** What an object lacks to be one, in the words of kubectl where it has some. */
function lack(value: Readonly<Record<string, unknown>>): string | undefined {
  if (!isText(value['kind'])) return "Object 'Kind' is missing";
  if (!isText(value['apiVersion'])) return "Object 'apiVersion' is missing";
  const { metadata } = value;
  if (!isMap(metadata) || !(isText(metadata['name']) || isText(metadata['generateName']))) {
    return 'resource name may not be empty';
  }
  return undefined;
}

/** The objects of a value: itself, or the items of a List. */
function objectsOf(value: unknown): readonly unknown[] {
  if (!isMap(value) || value['kind'] !== 'List') return [value];
  const { items } = value;
  return Array.isArray(items) ? (items as readonly unknown[]).flatMap(objectsOf) : [];
}

/**
 * Reads manifests as kubectl does: documents of YAML 1.1 or JSON; an empty document counts for nothing, a List for its
 * items. A document that cannot be read is a problem and does not disturb the others.
 */
export function readManifests(sources: readonly ManifestSource[]): ReadManifests {
  const manifests: Manifest[] = [];
  const problems: ManifestProblem[] = [];
  for (const { file, text } of sources) {
    for (const document of documentsOf(text)) {
      const { value, syntaxError, strictError } = readYaml(document);
      const error = syntaxError ?? strictError;
      if (error !== undefined) {
        problems.push({ file, message: error });
        continue;
      }
      if (value === null || value === undefined) continue;
      for (const each of objectsOf(value)) {
        const message = isMap(each) ? lack(each) : 'is no object but a single value';
        if (message === undefined) manifests.push({ file, object: each as KubeObject });
        else problems.push({ file, message });
      }
    }
  }
  return { manifests, problems };
}
