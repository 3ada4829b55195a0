import { listAt, textAt } from '../../../../resources/fields';
import { named, type PodCheck } from '../check';

/** No files of the node. Source: Kubernetes 1.36, pod-security-admission/policy/check_hostPathVolumes.go. */
export const hostPathVolumes: PodCheck = {
  id: 'hostPathVolumes',
  level: 'baseline',
  versions: [
    {
      since: 0,
      judge: ({ spec }) => {
        const bad = listAt(spec, 'volumes').filter((volume) => volume['hostPath'] !== undefined);
        if (bad.length === 0) return undefined;
        return {
          reason: 'hostPath volumes',
          detail: named(
            'volume',
            bad.map((volume) => textAt(volume, 'name')),
          ),
        };
      },
    },
  ],
};
