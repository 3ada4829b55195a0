import { image, integer, productionForm, resources, type StackDefinition, text } from 'workshop-stacks';
import { Shop } from './shop';

/** The shop as a stack: what its environments may choose, and how it is built from that. */
export const shop: StackDefinition = {
  id: 'shop',
  title: 'The shop',
  source: 'The team that sells things.',
  production: productionForm({
    parameters: {
      registry: text({ description: "Registry and account of the shop's own images." }),
      tag: text({ description: "Tag of the shop's own images.", pattern: /^v\d+\.\d+\.\d+$/ }),
      databaseImage: image({ description: 'Image of PostgreSQL.', default: 'postgres:16-alpine' }),
      databaseSize: text({ description: 'Room for the orders.', default: '10Gi' }),
      replicas: integer({ description: 'Desired number of web Pods.', min: 1, default: 2 }),
      resources: resources({
        description: 'Requests and limits of each Pod.',
        default: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
      }),
      host: text({ description: 'Host name under which customers reach the shop.', optional: true }),
    },
    build: (scope, values) => {
      new Shop(scope, 'shop', values);
    },
  }),
};
