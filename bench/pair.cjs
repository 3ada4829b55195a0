'use strict';
// The application of the bench: a Deployment and its Service, complete enough to pass every check.

/** Name of application `index`. */
exports.nameOf = (index) => `app-${String(index).padStart(5, '0')}`;

/** The application as our building block; `library` is the compiled package. */
exports.addPair = (library, scope, name) => {
  const { Probe, WebService } = library;
  return new WebService(scope, name, {
    port: 80,
    targetPort: 8080,
    replicas: 3,
    rollout: {
      maxUnavailable: 0,
      maxSurge: 1,
      progressDeadlineSeconds: 120,
      revisionHistoryLimit: 5,
      changeCause: 'first version',
    },
    containers: [
      {
        image: 'registry.example.com/shop/web:1.4.2',
        ports: [8080],
        env: { LOG_LEVEL: 'info' },
        health: { readiness: Probe.http('/ready', 8080), liveness: Probe.http('/healthy', 8080) },
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
      },
    ],
  });
};
