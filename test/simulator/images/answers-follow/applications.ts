import type { Application } from './application';
import { databases } from './databases';
import { parts } from './parts';
import { servers } from './servers';

/** Every image of the workshops, and how its answers are followed. */
export const applications: readonly Application[] = [...servers, ...databases, ...parts];
