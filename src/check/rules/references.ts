import { isReady, statusesOf } from './containers';
import type { Rule } from './rule';

const MISSING = /(secret|configmap|persistentvolumeclaim)s? "([^"]+)" not found/i;

/** References to what is not there. */
export const references: Rule = {
  id: 'reference',
  finds: 'Secrets, ConfigMaps and their keys that Pods refer to and nobody makes',
  check: (context) => {
    for (const { pod, root } of context.pods()) {
      if (isReady(pod)) continue;
      const waiting = statusesOf(pod).flatMap(({ name, state }) =>
        state?.waiting?.reason === 'CreateContainerConfigError'
          ? [{ topic: name, text: `container '${name}' cannot be made: ${state.waiting.message ?? ''}` }]
          : [],
      );
      const mounts = context.warnings(pod).flatMap(({ reason, message = '' }) => {
        const found = reason === 'FailedMount' || reason === 'FailedScheduling' ? MISSING.exec(message) : null;
        return found === null ? [] : [{ topic: found[0], text: found[0] }];
      });
      for (const { topic, text } of [...waiting, ...mounts]) {
        const cure = 'add it to the manifests, supply it with the deployment, or correct the name and key';
        context.report('reference', root, { message: text, cure }, topic);
      }
    }
  },
};
