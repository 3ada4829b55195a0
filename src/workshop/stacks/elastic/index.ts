import { WebService } from '../../constructs';
import type { StackDefinition } from '../stack';
import { production } from './production';

/** Four ElasticSearch containers behind one Service. */
export const elastic: StackDefinition = {
  id: 'elastic',
  title: 'Four ElasticSearch containers behind one address',
  source: 'Exposing services: Running containers with open ports',
  lessons: [
    {
      summary: 'One Service address, four Pods behind it: every request may be answered by another one.',
      build: (scope) => {
        new WebService(scope, 'elastic', {
          replicas: 4,
          selector: { run: 'elastic' },
          serviceLabels: { run: 'elastic' },
          port: 9200,
          // `kubectl run` declares no port; the program listens all the same.
          containers: [{ image: 'elasticsearch:2', listens: [9200] }],
        });
      },
    },
  ],
  production,
};
