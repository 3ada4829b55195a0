import { type Fields, fieldsAt } from '../../../../resources/fields';
import { badContainers, type PodCheck, securityOf, setters } from '../check';

const isBad = (holder: Fields): boolean => fieldsAt(securityOf(holder), 'windowsOptions')?.['hostProcess'] === true;

/** No processes of a Windows node. Source: Kubernetes 1.36, pod-security-admission/policy/check_windowsHostProcess.go. */
export const windowsHostProcess: PodCheck = {
  id: 'windowsHostProcess',
  level: 'baseline',
  versions: [
    {
      since: 0,
      judge: (pod) => {
        const who = setters(isBad(pod.spec), badContainers(pod, isBad));
        if (who === '') return undefined;
        const detail = `${who} must not set securityContext.windowsOptions.hostProcess=true`;
        return { reason: 'hostProcess', detail };
      },
    },
  ],
};
