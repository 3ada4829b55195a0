import type { Tool } from './tool';

/** Editors are not simulated: they say so and what to do instead. */
export const vi: Tool = function* (call) {
  return yield* call.fail(
    "editors are not simulated; write a file with 'cat > FILE' and ^D, or change one with 'sed -i'",
  );
};
