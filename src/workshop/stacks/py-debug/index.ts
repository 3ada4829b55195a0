import { Worker } from '../../constructs';
import type { StackDefinition } from '../stack';

/** A container to look around in: it has Python and curl, and sleeps until somebody enters it. */
export const pyDebug: StackDefinition = {
  id: 'py-debug',
  title: 'A Python Deployment for debugging',
  source: 'Kubernetes at TACC: A Debug Deployment',
  lessons: [
    {
      summary: 'From a shell inside the Pod network, Pods and Services can be reached that are unknown outside.',
      build: (scope) => {
        new Worker(scope, 'py-debug-deployment', {
          selector: { app: 'py-app' },
          replicas: 1,
          containers: [{ name: 'py39', image: 'python:3.9', command: ['sleep', '999999999'] }],
        });
      },
    },
  ],
};
