import type { Environment } from 'workshop-stacks';

/** Where customers shop. The deployment supplies the Secrets that `dist/manifests/live.index.json` lists. */
export const live: Environment = {
  name: 'live',
  summary: 'Where customers shop.',
  form: 'production',
  secrets: 'reference',
  stage: 'Release',
  stacks: {
    shop: { registry: 'registry.example.com/shop', tag: 'v1.4.0', replicas: 3, host: 'shop.example.com' },
  },
};
