import { ApiObject, type JsonPatch } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { contextOf } from './context';
import { patchStrictly } from './patch';
import { SourceLocation } from './source-location';

/**
 * What every building block has in common: it remembers the line of code that made it, and offers its Kubernetes
 * objects for changes that no prop covers.
 */
export abstract class Block extends Construct {
  /** Where this block was made; findings and the index show it. */
  readonly madeAt: SourceLocation;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.madeAt =
      scope instanceof Block && scope.isPart(id)
        ? scope.madeAt
        : new SourceLocation(new.target as unknown as () => void);
  }

  /**
   * Whether this block makes the child called `id` itself. Such a part was made where the block was made, and does not
   * look for the line again.
   */
  protected isPart(_id: string): boolean {
    return false;
  }

  /**
   * The main Kubernetes object of this block: the escape hatch to everything that cdk8s offers.
   *
   * @throws Error when the block made no object (a Secret that the environment supplies, for example).
   */
  get apiObject(): ApiObject {
    return ApiObject.of(this);
  }

  /**
   * Changes the main object after everything else, with RFC 6902 operations on the manifest as Kubernetes sees it.
   *
   * Unlike with `ApiObject.addJsonPatch`, a path that does not exist is an error at synthesis: a patch that hits
   * nothing is a mistake, or was overtaken by a new release of the block.
   */
  patch(...operations: JsonPatch[]): this {
    patchStrictly(this.apiObject, operations);
    return this;
  }
}

/** The name an object bears: `name`, behind the prefix of the release around it if there is one. */
export function prefixed(scope: IConstruct, name: string): string {
  const { namePrefix } = contextOf(scope);
  return namePrefix === undefined || namePrefix === '' ? name : `${namePrefix}-${name}`;
}

/** Metadata that every block accepts. */
export interface ObjectProps {
  /** Name of the object. @default - the id of the construct */
  readonly name?: string;
  /** Namespace of the object. @default - the chart's namespace, or none: whichever the manifest is applied to */
  readonly namespace?: string;
  /** Labels of the object itself, not of its Pods. @default - said by each block */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the object itself. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}
