import { isReady, statusesOf } from './containers';
import type { Rule } from './rule';

const REASONS = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/;

/** `docker.io/library/nginx:1.161: not found` of a longer message. */
const essence = (message: string): string =>
  message
    .replace(/^Back-off pulling image "[^"]*": ErrImagePull: /, '')
    .replace(/^.*failed to resolve reference "[^"]*": /, '');

/** Images that cannot be pulled. */
export const images: Rule = {
  id: 'image',
  finds: 'images that the registry does not have, and names that no image can have',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      if (isReady(pod)) continue;
      for (const { name, image, state } of statusesOf(pod)) {
        const { reason = '', message = '' } = state?.waiting ?? {};
        if (!REASONS.test(reason)) continue;
        context.report(
          'image',
          root,
          {
            message: `container '${name}' cannot have image '${image}': ${essence(message)}`,
            cure: 'push the image, or correct its name and tag',
          },
          name,
        );
      }
    }
  },
};
