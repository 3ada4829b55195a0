import type { ParameterValue, ProgramFacts } from '../../constructs';
import type { ReleasedParameter } from './released-parameter';

/** File of a release that describes the others. */
export const DESCRIPTION_FILE = 'release.yaml';

/** What a release says of everything it holds. */
interface ReleasedEntry {
  /** Path of the construct that made it, without the environment. */
  readonly construct: string;
  /** Component it belongs to. @default - none */
  readonly component?: string;
  /** `file:line` that made it when the release was written. */
  readonly source?: string;
  /** Parameters without which it is left out. @default - it is always there */
  readonly when?: readonly string[];
}

/** A template: one object. */
export interface ReleasedFile extends ReleasedEntry {
  /** Path below the release's folder. */
  readonly file: string;
  /** What its programs do that the manifest does not say. */
  readonly program?: ProgramFacts;
}

/** How a value is computed where an environment derives its Secrets. */
export type ReleasedSecretValue =
  | { readonly derived: 'password' | 'certificate' | 'private-key' }
  /** Text around `{{password}}`, or a value that an image wants to be this one. */
  | { readonly text: string };

/** A Secret that the release needs; there is no value of it here. */
export interface ReleasedSecret extends ReleasedEntry {
  /** Name of the Secret. */
  readonly secret: string;
  /** Namespace. @default - the stack's */
  readonly namespace?: string;
  readonly type: string;
  readonly keys: Readonly<Record<string, ReleasedSecretValue>>;
  /** Host names of a derived certificate. @default - the name of the Secret */
  readonly hosts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Contents of `release.yaml`. */
export interface ReleaseDescription {
  readonly stack: string;
  /** Version, or HEAD for a template that is not released. */
  readonly version: string;
  readonly parameters: Readonly<Record<string, ReleasedParameter>>;
  /** Templates and required Secrets, in the order of synthesis. */
  readonly contents: readonly (ReleasedFile | ReleasedSecret)[];
}

/** Defaults that a release records instead of those in the code. */
export type ReleaseDefaults = Readonly<Record<string, ParameterValue>>;

/** Names that placeholders use for other things than parameters. */
export const RESERVED_NAMES: readonly string[] = ['environment', 'password'];
