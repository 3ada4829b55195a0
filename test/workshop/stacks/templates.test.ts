import { awsme } from '../../../src/workshop/stacks/awsme';
import { dockercoins } from '../../../src/workshop/stacks/dockercoins';
import { elastic } from '../../../src/workshop/stacks/elastic';
import { flaskRedis } from '../../../src/workshop/stacks/flask-redis';
import { helloflask } from '../../../src/workshop/stacks/helloflask';
import { sleepy } from '../../../src/workshop/stacks/sleepy';
import { votingDeployments } from '../../../src/workshop/stacks/voting-deployments';
import { type BuiltStack, builtProduction, builtTemplate } from '../../support/built-stack';

const hosts = {
  host: 'web.example.com',
  voteHost: 'vote.example.com',
  resultHost: 'result.example.com',
};

describe.each([awsme, sleepy, elastic, dockercoins, votingDeployments, helloflask, flaskRedis])('$id', (stack) => {
  test('can be made with a placeholder for every parameter', () => {
    const text = JSON.stringify(builtTemplate(stack).manifests);
    const unused = Object.keys(stack.production?.parameters ?? {}).filter((name) => !text.includes(`{{${name}`));
    expect(unused).toEqual([]);
    expect(text).not.toContain('[object Object]');
  });

  test('has an Ingress only where the environment names a host', () => {
    const conditional = builtTemplate(stack).chart.objects.filter(({ condition }) => condition !== undefined);
    expect(conditional.length).toBeGreaterThan(0);
    expect(conditional.map(({ manifest }) => manifest.kind)).toEqual(conditional.map(() => 'Ingress'));
    const parameters = stack.production?.parameters ?? {};
    const settings = Object.fromEntries(Object.entries(hosts).filter(([name]) => name in parameters));
    const ingressesOf = ({ names }: BuiltStack) => names.filter((name) => name.startsWith('Ingress/'));
    expect(ingressesOf(builtProduction(stack))).toEqual([]);
    expect(ingressesOf(builtProduction(stack, settings))).toHaveLength(conditional.length);
  });
});
