import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import {
  Block,
  ClusterScope,
  Component,
  conditionOf,
  missedPatches,
  type ProgramFacts,
  programFactsOf,
  RequiredSecret,
} from '../constructs';
import { inOrder } from './construct-order';
import type { Manifest, RequiredSecretEntry, SynthesizedChart, SynthesizedObject } from './object-set';
import { plainManifest } from './plain-manifest';
import { describeSource } from './source-map';

/** Something that went wrong while a construct became a manifest, with the line that made the construct. */
export class SynthesisError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SynthesisError';
  }
}

/** The nearest of our blocks around a construct: it knows what its parts do not. */
function blockAround(construct: IConstruct): Block | undefined {
  for (let around: IConstruct | undefined = construct; around !== undefined; around = around.node.scope) {
    if (around instanceof Block) return around;
  }
  return undefined;
}

function componentAround(construct: IConstruct): string | undefined {
  for (let around: IConstruct | undefined = construct; around !== undefined; around = around.node.scope) {
    if (around instanceof Component) return around.folder;
  }
  return undefined;
}

const madeAt = (block: Block | undefined): string => {
  const source = describeSource(block?.madeAt);
  return source === undefined ? '' : ` (made at ${source})`;
};

/** Path of the construct that stands for `object`: blocks call their main object 'Resource'. */
const pathOfMaker = (object: ApiObject): string =>
  object.node.id === 'Resource' ? (object.node.scope as IConstruct).node.path : object.node.path;

/** Renders `object`; an error names the construct and the line that made it. */
function render(object: ApiObject): Manifest {
  const fail = (reason: string): never => {
    throw new SynthesisError(`${pathOfMaker(object)}: ${reason}${madeAt(blockAround(object))}`);
  };
  const misses = missedPatches(object);
  if (misses.length > 0) return fail(misses.join('; '));
  let manifest: Manifest;
  try {
    manifest = plainManifest(object) ?? (object.toJson() as Manifest);
  } catch (error) {
    return fail((error as Error).message.replace(`${object.node.path}: `, ''));
  }
  if (manifest.metadata.namespace !== undefined && ClusterScope.kinds.has(manifest.kind)) {
    const { namespace: _chart, ...metadata } = manifest.metadata;
    return { ...manifest, metadata: metadata as Manifest['metadata'] };
  }
  return manifest;
}

/** What the constructs' own validations say, each with path and line. */
function problemsOf(constructs: readonly IConstruct[]): string[] {
  const problems: string[] = [];
  for (const construct of constructs) {
    for (const message of construct.node.validate()) {
      problems.push(`${construct.node.path}: ${message}${madeAt(blockAround(construct))}`);
    }
  }
  return problems;
}

const secretEntry = (secret: RequiredSecret): RequiredSecretEntry => ({
  name: secret.name,
  namespace: secret.namespace ?? Chart.of(secret).namespace,
  keys: secret.keys,
  type: secret.type,
  construct: secret.node.path,
  source: describeSource(secret.madeAt),
});

/** What is known of an object is found out when it is asked for: whoever only writes manifests never asks. */
class ObjectOfConstruct implements SynthesizedObject {
  readonly manifest: Manifest;
  readonly #object: ApiObject;

  constructor(object: ApiObject) {
    this.manifest = render(object);
    this.#object = object;
  }

  get construct(): string {
    return pathOfMaker(this.#object);
  }

  get source(): string | undefined {
    return describeSource(blockAround(this.#object)?.madeAt);
  }

  get component(): string | undefined {
    return componentAround(this.#object);
  }

  get program(): ProgramFacts | undefined {
    const block = blockAround(this.#object);
    return block === undefined ? undefined : programFactsOf(block);
  }

  get condition(): string | undefined {
    return conditionOf(this.#object);
  }

  /** What `JSON.stringify` shows. */
  toJSON(): SynthesizedObject {
    const { manifest, construct, source, component, program, condition } = this;
    return { manifest, construct, source, component, program, condition };
  }
}

/** The constructs from `root` on, dependencies first, each of them valid. */
function validConstructs(root: IConstruct): readonly IConstruct[] {
  const constructs = inOrder(root);
  const problems = problemsOf(constructs);
  if (problems.length > 0) throw new SynthesisError(problems.join('\n'));
  return constructs;
}

/**
 * The objects from `root` on one by one, dependencies first: whoever writes each at once never holds all of them.
 *
 * @throws SynthesisError before the first object with every construct that is not valid, or at the one that cannot be
 * rendered.
 */
export function* objectsOf(root: IConstruct): Generator<SynthesizedObject> {
  for (const construct of validConstructs(root)) {
    if (construct instanceof ApiObject) yield new ObjectOfConstruct(construct);
  }
}

/**
 * Turns the constructs from `root` on into manifests: one walk, one validation of each construct, dependencies first.
 *
 * @throws SynthesisError with every construct that is not valid, or with the first that cannot be rendered.
 */
export function walk(root: IConstruct): SynthesizedChart {
  const constructs = validConstructs(root);
  const objects: SynthesizedObject[] = [];
  const secrets: RequiredSecretEntry[] = [];
  for (const construct of constructs) {
    if (construct instanceof RequiredSecret) secrets.push(secretEntry(construct));
    if (construct instanceof ApiObject) objects.push(new ObjectOfConstruct(construct));
  }
  return { objects, secrets };
}
