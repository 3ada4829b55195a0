import { Worker } from '../../constructs';
import { kuard } from '../kuard';
import type { StackDefinition } from '../stack';

/** Two applications, two versions and three environments: enough to ask good questions with selectors. */
const deployments = {
  'alpaca-prod': { ver: '1', app: 'alpaca', env: 'prod', replicas: 2 },
  'alpaca-test': { ver: '2', app: 'alpaca', env: 'test', replicas: 1 },
  'bandicoot-prod': { ver: '2', app: 'bandicoot', env: 'prod', replicas: 2 },
  'bandicoot-staging': { ver: '2', app: 'bandicoot', env: 'staging', replicas: 1 },
} as const;

/** The colour of kuard that each version runs. */
const colours = { '1': 'blue', '2': 'green' } as const;

/** alpaca and bandicoot, told apart by labels alone. */
export const kuarLabels: StackDefinition = {
  id: 'kuar-labels',
  title: 'alpaca and bandicoot: labels and selectors',
  source: 'Notes on "Kubernetes: Up and Running": 6. Labels and Annotations',
  lessons: [
    {
      summary: 'Six Pods whose labels ver, app and env cut across each other: selectors choose along any of the three.',
      build: (scope) => {
        for (const [name, { replicas, ...selector }] of Object.entries(deployments)) {
          new Worker(scope, name, { replicas, selector, containers: [{ image: kuard(colours[selector.ver]) }] });
        }
      },
    },
  ],
};
