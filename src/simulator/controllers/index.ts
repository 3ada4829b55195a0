import type { Controller } from '../client';

/** The controllers of a cluster, in the order in which they start; one line each, sorted by name. */
export const controllers: readonly Controller[] = [];
