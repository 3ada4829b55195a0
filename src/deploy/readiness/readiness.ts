/** Where an object is on its way. */
export type Readiness =
  | { readonly state: 'ready' }
  /** Something is missing that may come. */
  | { readonly state: 'progressing'; readonly message: string }
  /** It will not come by itself. */
  | { readonly state: 'failed'; readonly message: string };

/** As it should be. */
export const READY: Readiness = { state: 'ready' };

/** On its way: `message` says what is missing. */
export const progressing = (message: string): Readiness => ({ state: 'progressing', message });

/** Stuck: `message` says why. */
export const failed = (message: string): Readiness => ({ state: 'failed', message });
