import type { KubeObject } from '../api';

/** An object that a new cluster begins with, before it has an identity and a time. */
export interface SeedObject {
  /** Key of its resource: `pods`, `apps/deployments`. */
  readonly storage: string;
  readonly object: KubeObject;
}

/** Makes a seed object from its fields. */
export const seed = (storage: string, object: KubeObject): SeedObject => ({ storage, object });
