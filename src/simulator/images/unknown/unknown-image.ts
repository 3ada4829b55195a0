import type { Program } from '../../process';
import { unknownLayers } from '../host-layers';
import type { Image } from '../image';
import { unknownServer } from './server';

/** What stands in for an image that nobody has described. */
export interface UnknownImage {
  readonly image: Image;
  /** What it runs by itself. */
  readonly program: Program;
  /** What runs in place of a program that it lacks; undefined for what cannot be the name of one. */
  readonly missing: (argv: readonly string[], isOfMain: boolean) => Program | undefined;
}

/** Its files are loaded when somebody looks at them. */
const IMAGE: Image = {
  entrypoint: ['server'],
  get layers() {
    return unknownLayers();
  },
};

/** A tool of which nothing is known: it does what it should, at once. */
// eslint-disable-next-line require-yield -- There is nothing to wait for.
const unknownTool: Program = function* () {
  return 0;
};

/**
 * An image of which only the name is known: it has a shell and the usual tools, and runs a server that listens on `ports`. Its
 * own programs, by whatever name, are that server; what is run beside them is a tool. Where others wait for its end
 * (`isPreparing`) they are tools as well: a server would keep them waiting for ever.
 */
export function unknownImage(repository: string, ports: readonly number[], isPreparing: boolean): UnknownImage {
  const program = isPreparing ? unknownTool : unknownServer(repository, ports);
  return {
    image: IMAGE,
    program,
    missing: ([name = ''], isOfMain) => {
      // Arguments without a command are no program.
      if (name.startsWith('-')) return undefined;
      return isOfMain ? program : unknownTool;
    },
  };
}
