/** A manifest for Argo CD or Flux. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What holds for all environments. */
export interface GitOpsSettings {
  /** Beginning of every name: `workshop-stacks-dev` with `workshop-stacks`. */
  readonly prefix: string;
  /** URL of the repository, without credentials: https:// or ssh://. */
  readonly url: string;
  /** Branch, tag, commit or range of versions. */
  readonly revision: string;
  /** Folder of the output in the repository, with '/', neither beginning nor ending with one; empty for its root. */
  readonly path: string;
  /** Whether guarded environments follow the repository by themselves as well. */
  readonly isAutomatic: boolean;
  /** Whether claims, and namespaces with claims, are deleted when they are gone from the repository. */
  readonly deletesClaims: boolean;
}

/** Folder of the repository for one of the output. */
export const pathIn = ({ path }: GitOpsSettings, folder: string): string =>
  path === '' ? folder : `${path}/${folder}`;

/** Labels that tell environments apart, as Argo CD and Flux show them. */
export const ENVIRONMENT_LABEL = 'workshop-stacks/environment';
/** Label of the stage of the release pipeline. */
export const STAGE_LABEL = 'workshop-stacks/stage';
/** Label of the region. */
export const REGION_LABEL = 'workshop-stacks/region';
