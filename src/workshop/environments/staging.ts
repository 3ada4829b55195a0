import type { Environment } from './environment';
import { CLOUD, OWN_IMAGES, THREE_OF_EACH } from './production-values';

/** The last look before users: like production, in size and in kind, without users. */
export const staging: Environment = {
  name: 'staging',
  summary: 'The last look before users: like production, in size and in kind, without users.',
  form: 'production',
  stage: 'Staging',
  secrets: 'reference',
  shared: {
    ...OWN_IMAGES,
    ...CLOUD,
    ...THREE_OF_EACH,
    domain: 'staging.example.com',
    newCheckout: true,
  },
  stacks: {
    awsme: { host: 'awsme.staging.example.com' },
    sleepy: { host: 'sleepy.staging.example.com' },
    elastic: { replicas: 3, masterQuorum: '2', host: 'elastic.staging.example.com' },
    dockercoins: { host: 'dockercoins.staging.example.com' },
    'kuard-deployment': { host: 'kuard.staging.example.com' },
    'kuar-daemonsets': {},
    'kuar-ingress': {},
    'kuar-mysql': {},
    'kuar-mongo': {},
    'kuar-work-queue': {},
    jupyter: { host: 'jupyter.staging.example.com' },
    parse: { host: 'parse.staging.example.com' },
    ghost: { host: 'blog.staging.example.com', url: 'http://blog.staging.example.com' },
    'redis-sentinel': {},
    'voting-deployments': { voteHost: 'vote.staging.example.com', resultHost: 'result.staging.example.com' },
    helloflask: { host: 'hello.staging.example.com' },
    'flask-redis': { username: 'team', env: 'staging', host: 'flask.staging.example.com' },
    'frontend-layout': {},
  },
};
