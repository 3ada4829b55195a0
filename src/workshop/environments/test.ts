import type { Environment } from './environment';
import { OWN_IMAGES, TWO_OF_EACH } from './production-values';

/** For tests: two Pods of everything, so that what only works alone does not get further. */
export const test: Environment = {
  name: 'test',
  summary: 'For tests: two Pods of everything, so that what only works alone does not get further.',
  form: 'production',
  stage: 'Development',
  secrets: 'reference',
  shared: {
    ...OWN_IMAGES,
    ...TWO_OF_EACH,
    storageClass: 'standard',
    domain: 'test.example.com',
    newCheckout: true,
  },
  stacks: {
    awsme: { host: 'awsme.test.example.com' },
    sleepy: { host: 'sleepy.test.example.com' },
    elastic: { replicas: 3, masterQuorum: '2', host: 'elastic.test.example.com' },
    dockercoins: { host: 'dockercoins.test.example.com' },
    'kuard-deployment': { host: 'kuard.test.example.com' },
    'kuar-daemonsets': {},
    'kuar-ingress': {},
    'kuar-mysql': {},
    'kuar-mongo': {},
    'kuar-work-queue': {},
    jupyter: { host: 'jupyter.test.example.com' },
    parse: { host: 'parse.test.example.com' },
    ghost: { host: 'blog.test.example.com', url: 'http://blog.test.example.com' },
    'redis-sentinel': {},
    'voting-deployments': { voteHost: 'vote.test.example.com', resultHost: 'result.test.example.com' },
    helloflask: { host: 'hello.test.example.com' },
    'flask-redis': { username: 'team', env: 'test', host: 'flask.test.example.com' },
    'frontend-layout': {},
  },
};
