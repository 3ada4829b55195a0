import { filledIn, filledInAsFarAs, NothingThere, type Places } from '../../../src/lessons/stage';
import type { KubeObject } from '../../../src/simulator';

const object = (name: string, more: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): KubeObject =>
  ({ kind: 'Pod', metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z', ...metadata }, ...more }) as KubeObject;

const places: Places = {
  list: (resource, namespace) => {
    if (namespace !== 'default') return [object(`${namespace}-pod`)];
    if (resource === 'services') return [object('web', { spec: { clusterIP: '10.96.0.7', ports: [{ port: 80 }] } })];
    return [
      object(
        'young',
        { status: { phase: 'Running' } },
        { creationTimestamp: '2026-01-02T00:00:00Z', labels: { app: 'a' } },
      ),
      object('old', { status: { phase: 'Running', podIP: '10.1.1.1' } }, { labels: { app: 'a' } }),
      object(
        'going',
        { status: { phase: 'Running' } },
        { deletionTimestamp: '2026-01-02T00:00:00Z', labels: { app: 'a' } },
      ),
      object('waiting', { status: { phase: 'Pending' } }, { labels: { app: 'b' } }),
    ];
  },
  addressOf: (name, port) => (name === 'default/webui' && (port ?? '80') === '80' ? '127.0.0.1:30001' : undefined),
};

describe('a placeholder', () => {
  test.each([
    ['the oldest that runs', '{{pods app=a}}', 'old'],
    ['the next', '{{pods app=a #2}}', 'young'],
    ['the last, which ends', '{{pods app=a #3}}', 'going'],
    ['a field', '{{pods/old .status.podIP}}', '10.1.1.1'],
    ['a field in a list', '{{services/web .spec.ports[0].port}}', '80'],
    ['another namespace', '{{kube-system:pods}}', 'kube-system-pod'],
    ['a page', 'curl {{url svc/webui}}index.html', 'curl http://127.0.0.1:30001/index.html'],
    ['an address', '{{address svc/webui:80}}', '127.0.0.1:30001'],
    ['wildcards stay', '{{pods app=b}} {{ip as A}} {{$A}}', 'waiting {{ip as A}} {{$A}}'],
    ['templates of Go stay', "--template '{{ .spec.clusterIP }}'", "--template '{{ .spec.clusterIP }}'"],
  ])('%s', (_, text, expected) => {
    expect(filledIn(text, places)).toBe(expected);
  });

  test.each([
    ['nothing with these labels', '{{pods app=c}}', '{{pods app=c}}: there are 0'],
    ['too few', '{{pods app=b #2}}', '{{pods app=b #2}}: there are 1'],
    [
      'a field that is not set',
      '{{pods/young .status.podIP}}',
      '{{pods/young .status.podIP}}: young has no .status.podIP',
    ],
    ['no way from outside', '{{url svc/db}}', '{{url svc/db}}: this machine does not reach it'],
  ])('says what it waits for: %s', (_, text, message) => {
    expect(() => filledIn(text, places)).toThrow(new NothingThere('', '').constructor as never);
    expect(() => filledIn(text, places)).toThrow(message);
  });

  test('is filled in as far as that goes in all texts of a value', () => {
    expect(filledInAsFarAs({ run: '{{pods app=a}}', list: ['{{pods app=c}}'], count: 1 }, places)).toEqual({
      run: 'old',
      list: ['{{pods app=c}}'],
      count: 1,
    });
  });

  test('must be one', () => {
    expect(() => filledIn('{{url db}}', places)).toThrow("{{url db}} must be 'url svc/NAME'");
    expect(() => filledIn('{{?}}', places)).toThrow("{{?}} must be 'RESOURCE[/NAME] [LABELS] [#N] [.PATH]'");
  });
});
