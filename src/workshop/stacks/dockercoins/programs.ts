/** What the five programs of dockercoins listen on and connect to: the same in every form. */
import type { ContainerProps } from '../../constructs';

/** A part of the application; also the name of its image, its Deployment and its Service. */
export type Part = 'hasher' | 'redis' | 'rng' | 'webui' | 'worker';

type Program = Pick<ContainerProps, 'connectsTo'> & {
  /** Port it listens on. @default - nobody connects to it */
  readonly port?: number;
};

/** The programs, by part. The worker asks rng for bytes, has hasher hash them, and counts in redis; webui shows. */
export const programs = {
  hasher: { port: 80 },
  redis: { port: 6379 },
  rng: { port: 80 },
  webui: { port: 80, connectsTo: ['redis:6379'] },
  worker: { connectsTo: ['redis:6379', 'rng:80', 'hasher:80'] },
} as const satisfies Readonly<Record<Part, Program>>;
