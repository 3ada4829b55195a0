import { type ContainerProps, type HealthChecks, Probe, type Resources, type WorkerProps } from '../constructs';
import { resourcesOf, safeRollout } from './production-parts';

/** Image of kuard, the server that the book's chapters experiment with; a colour stands for a version. */
export const kuard = (colour: 'blue' | 'green' | 'purple'): string => `gcr.io/kuar-demo/kuard-amd64:${colour}`;

/** Port on which kuard answers HTTP. */
export const KUARD_PORT = 8080;

/** Kubernetes' own rhythm, stated by the text. */
const timing = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3 };

/**
 * How kuard is asked for its health: `/healthy` soon, `/ready` once it may get traffic.
 * Source: notes on "Kubernetes: Up and Running", 5. Putting it all Together.
 */
export const KUARD_HEALTH: Required<Pick<HealthChecks, 'liveness' | 'readiness'>> = {
  liveness: Probe.http('/healthy', KUARD_PORT, { initialDelaySeconds: 5, ...timing }),
  readiness: Probe.http('/ready', KUARD_PORT, { initialDelaySeconds: 30, ...timing }),
};

/** Parameter for the requests and limits of `part`, which runs kuard. */
export const kuardResources = (part: string) => resourcesOf(part, ['100m', '128Mi'], ['500m', '256Mi']);

/** The container of a kuard that serves outside lessons. */
export const servingKuard = (image: string, resources: Resources): ContainerProps => ({
  image,
  ports: [KUARD_PORT],
  resources,
  health: KUARD_HEALTH,
});

/** What a Deployment of kuard states outside lessons, besides its name, labels and number of Pods. */
export const kuardForProduction = (
  image: string,
  resources: Resources,
): Required<Pick<WorkerProps, 'containers' | 'rollout'>> => ({
  containers: [servingKuard(image, resources)],
  rollout: safeRollout(`Run ${image}`),
});
