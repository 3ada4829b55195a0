import type { OutputFile } from './layout';
import { podSpecOf } from './pod-template';
import type { Manifest, ObjectSet } from './object-set';

/** An object of the output, as the index lists it. */
export interface IndexedObject {
  /** Path below the output folder. */
  readonly file: string;
  /** Stage of the lesson. */
  readonly stage?: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Path of the construct that made it. */
  readonly construct: string;
  /** `file:line` of the program that made the construct, or the released template. */
  readonly source?: string;
}

/** A Secret that the deployment must supply, or that the environment wrote with public values. */
export interface IndexedSecret {
  readonly stage?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly type: string;
  readonly keys: readonly string[];
  /** `Kind/name` of the objects that use it. */
  readonly users: readonly string[];
  /** Whether the output holds it: then its values are public. */
  readonly isWritten: boolean;
}

/** What one stack is made of. */
export interface IndexedStack {
  readonly title: string;
  readonly version: string;
  /** Images its containers run, in alphabetical order. */
  readonly images: readonly string[];
  readonly requiredSecrets: readonly IndexedSecret[];
  readonly objects: readonly IndexedObject[];
}

/** Index of an environment: `<environment>.index.json`, outside the folder that is applied. */
export interface OutputIndex {
  readonly generator: 'workshop-stacks';
  readonly environment: string;
  readonly form: string;
  readonly stacks: Readonly<Record<string, IndexedStack>>;
}

/** Where the index of an environment lies, below the output folder. */
export const indexPath = (environment: string): string => `${environment}.index.json`;

function imagesOf(manifest: Manifest): string[] {
  const pod = podSpecOf(manifest);
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])]
    .map(({ image }) => image)
    .filter((image): image is string => typeof image === 'string');
}

/** Whether `manifest` refers to Secret `name`: in variables, volumes, pull secrets, TLS hosts. */
function usesSecret(manifest: Manifest, name: string): boolean {
  const isReference = (value: unknown, key: string): boolean => {
    if (Array.isArray(value)) return value.some((item) => isReference(item, key));
    if (typeof value !== 'object' || value === null) return key === 'secretName' && value === name;
    const map = value as Record<string, unknown>;
    if (
      (key === 'secretKeyRef' || key === 'secretRef' || key === 'imagePullSecrets' || key === 'secret') &&
      map['name'] === name
    ) {
      return true;
    }
    return Object.entries(map).some(([field, inner]) => isReference(inner, field));
  };
  return Object.entries(manifest).some(([field, value]) => field !== 'metadata' && isReference(value, field));
}

function secretsOf(set: ObjectSet): IndexedSecret[] {
  return set.secrets.map((secret) => ({
    stage: set.stage,
    namespace: secret.namespace,
    name: secret.name,
    type: secret.type,
    keys: secret.keys,
    users: set.objects
      .filter(({ manifest }) => manifest.kind !== 'Secret' && usesSecret(manifest, secret.name))
      .map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`),
    isWritten: set.objects.some(({ manifest }) => manifest.kind === 'Secret' && manifest.metadata.name === secret.name),
  }));
}

/** Index entries of the stacks that `files` belong to, by stack id. */
export function indexStacks(files: readonly OutputFile[]): Map<string, IndexedStack> {
  const byStack = new Map<string, OutputFile[]>();
  for (const file of files) {
    const known = byStack.get(file.set.stack.id);
    if (known === undefined) byStack.set(file.set.stack.id, [file]);
    else known.push(file);
  }
  return new Map(
    [...byStack].map(([id, ofStack]) => {
      const sets = [...new Set(ofStack.map(({ set }) => set))];
      const [first] = sets as [ObjectSet];
      return [
        id,
        {
          title: first.stack.title,
          version: first.version,
          images: [...new Set(ofStack.flatMap(({ object }) => imagesOf(object.manifest)))].sort(),
          requiredSecrets: sets.flatMap(secretsOf),
          objects: ofStack.map(({ path, set, object }) => ({
            file: path,
            stage: set.stage,
            apiVersion: object.manifest.apiVersion,
            kind: object.manifest.kind,
            namespace: object.manifest.metadata.namespace,
            name: object.manifest.metadata.name,
            construct: object.construct,
            source: object.source,
          })),
        },
      ];
    }),
  );
}

/** Text of the index file. */
export function indexText(environment: string, form: string, stacks: ReadonlyMap<string, IndexedStack>): string {
  const index: OutputIndex = {
    generator: 'workshop-stacks',
    environment,
    form,
    stacks: Object.fromEntries([...stacks].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
  return `${JSON.stringify(index, undefined, 2)}\n`;
}

/** Reads an index; undefined when `text` is not one of ours. */
export function parseIndex(text: string): OutputIndex | undefined {
  try {
    const index = JSON.parse(text) as Partial<OutputIndex> | null;
    return index?.generator === 'workshop-stacks' && typeof index.stacks === 'object'
      ? (index as OutputIndex)
      : undefined;
  } catch {
    return undefined;
  }
}
