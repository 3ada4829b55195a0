import { type Coroutine, type Process, type Program, waitForEver } from '../../process';
import { defineImage, type ImageDefinition } from '../image';

/** A program that belongs to a cluster and runs for ever. */
export interface Component {
  /** Full names of its image. */
  readonly repositories: readonly string[];
  /** Tags that exist. @default - every tag exists */
  readonly tags?: RegExp;
  /** Path of its program. */
  readonly path: string;
  /** What a container runs that says nothing. @default - the program without arguments */
  readonly arguments?: readonly string[];
  readonly memoryBytes: number;
  /** Share of a processor that it takes all the time. */
  readonly cores: number;
  /** Says that it is there, and listens; `process.exit` where it cannot. @default - it has nothing to say */
  readonly begin?: (process: Process) => Coroutine<void>;
  /** What it does when it is asked to end, before it ends with code 0. @default - nothing */
  readonly end?: (process: Process) => Coroutine<void>;
}

/** Program of a component. */
export const componentProgram = ({ memoryBytes, cores, begin, end }: Omit<Component, 'repositories'>): Program =>
  function* (process) {
    process.useMemory(memoryBytes);
    process.useProcessor(cores);
    process.onSignal('TERM', function* () {
      if (end !== undefined) yield* end(process);
      process.exit(0);
    });
    if (begin !== undefined) yield* begin(process);
    return yield* waitForEver();
  };

/** Image of a component. */
export const componentImage = (component: Component): ImageDefinition =>
  defineImage({
    repositories: component.repositories,
    ...(component.tags === undefined ? {} : { tags: component.tags }),
    image: () => ({
      entrypoint: [component.path],
      ...(component.arguments === undefined ? {} : { command: component.arguments }),
      layers: [{ [component.path]: { type: 'program', program: componentProgram(component) } }],
    }),
  });
