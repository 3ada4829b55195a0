import { nodePorts } from '../../../../src/workshop/synthesis/checks/node-ports';
import { ports } from '../../../../src/workshop/synthesis/checks/ports';
import { container, deployment, type Given, judged, type Part, pod, service, setOf } from './builders';

const declaring = (...declared: Part[]): Given => deployment('web', { containers: [container({ ports: declared })] });
const HTTP = { name: 'http', containerPort: 80 };

describe('port-unserved and named-port', () => {
  test.each<[string, Given[], string[]]>([
    ['a declared port', [service('web'), declaring(HTTP)], []],
    ['a mapped port', [service('web', { ports: [{ port: 8080, targetPort: 80 }] }), declaring(HTTP)], []],
    ['a port that the program listens on', [service('web'), deployment('web', { program: { listens: [80] } })], []],
    [
      'a port of one of several workloads',
      [
        service('web'),
        declaring({ containerPort: 81 }),
        pod('a', { labels: { app: 'web' }, containers: [container({ ports: [HTTP] })] }),
      ],
      [],
    ],
    [
      'a port of a sidecar',
      [
        service('web'),
        deployment('web', { pod: { initContainers: [{ name: 'proxy', restartPolicy: 'Always', ports: [HTTP] }] } }),
      ],
      [],
    ],
    [
      'a port of a step before',
      [service('web'), deployment('web', { pod: { initContainers: [{ name: 'first', ports: [HTTP] }] } })],
      ['port-unserved Service/web'],
    ],
    ['another port', [service('web'), declaring({ containerPort: 81 })], ['port-unserved Service/web']],
    [
      'another protocol',
      [service('web'), declaring({ containerPort: 80, protocol: 'UDP' })],
      ['port-unserved Service/web'],
    ],
    ['a name', [service('web', { ports: [{ port: 80, targetPort: 'http' }] }), declaring(HTTP)], []],
    [
      'an unknown name',
      [service('web', { ports: [{ port: 80, targetPort: 'htpp' }] }), declaring(HTTP)],
      ['named-port Service/web'],
    ],
    ['no Pods, which is another finding', [service('web')], []],
    ['an alias', [service('web', { type: 'ExternalName' }), declaring()], []],
  ])('%s', (_what, objects, rules) => {
    expect(judged(ports, setOf(objects)).rules).toEqual(rules);
  });

  test.each<[string, Part, number]>([
    ['by number', { httpGet: { port: 99 } }, 0],
    ['by its own name', { httpGet: { port: 'http' } }, 0],
    ['by an unknown name', { tcpSocket: { port: 'admin' } }, 1],
  ])('a probe names a port %s', (_what, livenessProbe, count) => {
    const object = deployment('web', { containers: [container({ ports: [HTTP], livenessProbe })] });
    expect(judged(ports, setOf([object])).rules).toHaveLength(count);
  });

  test('says what there is', () => {
    const objects = [
      service('web', { ports: [{ port: 80 }, { port: 81, targetPort: 'htpp' }] }),
      deployment('web', {
        containers: [container({ ports: [{ name: 'http', containerPort: 8080 }] })],
        program: { listens: [9090] },
      }),
    ];
    expect(judged(ports, setOf(objects)).messages).toEqual([
      'spec.ports[0].targetPort: no container of Deployment web declares 80/TCP (declared: 8080/TCP, 9090); correct it, or declare the port in the container',
      "spec.ports[1].targetPort: no container of Deployment web has a port named 'htpp'; did you mean 'http'?",
    ]);
  });
});

describe('node ports', () => {
  const at = (place: string, ...entries: Part[]): Given =>
    service(place, { type: 'NodePort', ports: entries.map((entry) => ({ port: 80, ...entry })) });

  test.each<[string, Given[], string[]]>([
    ['none fixed', [at('a', {}), at('b', {})], []],
    ['different ones', [at('a', { nodePort: 30000 }), at('b', { nodePort: 32767 })], []],
    ['one for two protocols', [at('a', { nodePort: 30000 }, { nodePort: 30000, protocol: 'UDP' })], []],
    ['below the range', [at('a', { nodePort: 29999 })], ['node-port-range Service/a']],
    ['above the range', [at('a', { nodePort: 32768 })], ['node-port-range Service/a']],
    ['one twice in a Service', [at('a', { nodePort: 30000 }, { nodePort: 30000 })], ['node-port-twice Service/a']],
    [
      'one in two namespaces',
      [at('x/a', { nodePort: 30000 }), at('y/b', { nodePort: 30000 })],
      ['node-port-twice Service/b'],
    ],
  ])('%s', (_what, objects, rules) => {
    expect(judged(nodePorts, setOf(objects)).rules).toEqual(rules);
  });

  test('belong to all sets deployed together', () => {
    const sets = [setOf([at('a', { nodePort: 30000 })]), setOf([at('b', { nodePort: 30000 })])];
    expect(judged(nodePorts, ...sets).messages).toEqual([
      'spec.ports[0].nodePort: must be free on every node, and Service default/a has 30000/TCP already; choose another, or leave it out to get a free one',
    ]);
  });
});
