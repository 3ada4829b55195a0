import type { ToldCluster } from './told-cluster';

/** What somebody decides who deploys an application; its answers follow it. */
export interface Told {
  /** Name of its Service. */
  readonly name: string;
  /** Port of its Service, and of its program where it can be told one. */
  readonly port: number;
  /** A text that it shows, keeps or is opened with. */
  readonly value: string;
  /** Name of the Service of what it needs. */
  readonly needs: string;
}

/** A container, and what belongs to it. */
export interface ContainerPlan {
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files of a ConfigMap, and the folder that they are in. */
  readonly files?: { readonly folder: string; readonly texts: Readonly<Record<string, string>> };
  /** Port that its program listens on. */
  readonly port: number;
}

/** A server that an application needs, with a Service of its own. */
export interface Need {
  /** Name of its Service; the first one's is `needs` where the application can be told it. */
  readonly name?: string;
  readonly plan: (told: Told) => ContainerPlan;
}

/** An application whose answers a test follows: an image, how it is told things, and how it is asked. */
export interface Application {
  /** Image, as the catalogue of the workshops lists it. */
  readonly image: string;
  /** Which one of several applications of the image. @default - it is the only one */
  readonly part?: string;
  readonly plan: (told: Told) => ContainerPlan;
  /** @default - it needs nothing */
  readonly needs?: readonly Need[];
  /** Asks it, as its users do; whatever goes wrong is text as well. */
  readonly ask: (cluster: ToldCluster, told: Told) => string;
  /** What the answer shows when all is well. */
  readonly shows: (told: Told) => RegExp;
  /** Whether it serves nobody: it has no Service, and its port is that of what it needs. @default false */
  readonly isClient?: boolean;
  /** Whether its answer is the same for every value: there is nothing that it can be told. @default false */
  readonly isSilent?: boolean;
  /** Whether its image has yet to be pushed. @default false */
  readonly isMissing?: boolean;
}
