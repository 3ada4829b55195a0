import { join } from 'node:path';
import { environments } from './environments';
import { stacks } from './stacks';
import type { Program } from './synthesis';

/** Every stack of the workshops in every environment, with the released versions that come with the package. */
export const workshopProgram: Program = {
  stacks,
  environments,
  releases: join(__dirname, '..', '..', 'releases'),
};
