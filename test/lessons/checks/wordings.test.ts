import { asPrintedBy } from '../../../src/lessons/checks';
import { asks, lines, prints, table } from '../../../src/lessons/model';

const NOW = 'pod "db" deleted from default namespace';

describe('what an older kubectl prints', () => {
  test.each([
    [
      'a whole text',
      prints(`${NOW}\nservice "db" force deleted from x namespace\npod/db created`),
      prints('pod "db" deleted\nservice "db" force deleted\npod/db created'),
    ],
    ['lines', lines(NOW, 'a'), lines('pod "db" deleted', 'a')],
    [
      'warnings about versions',
      lines(
        'Warning: version difference between client (1.36) and server (1.20) exceeds the supported minor version skew',
      ),
      lines(
        'WARNING: version difference between client (1.36) and server (1.20) exceeds the supported minor version skew',
      ),
    ],
    [
      'heads of tables of use',
      lines('NAME CPU(cores) CPU(%) MEMORY(bytes) MEMORY(%)'),
      lines('NAME CPU(cores) CPU% MEMORY(bytes) MEMORY%'),
    ],
    [
      'what is asked',
      asks('kubectl delete pod db', prints(NOW)),
      asks('kubectl delete pod db', prints('pod "db" deleted')),
    ],
    [
      'descriptions of Services',
      lines('LoadBalancer Ingress: 10.0.0.1 (VIP)', 'Port: http', 'Internal Traffic Policy: Cluster', 'Events: <none>'),
      lines('LoadBalancer Ingress: 10.0.0.1', 'Port: http', 'Events: <none>'),
    ],
    [
      'descriptions of Pods',
      lines('Port: 80/TCP (http)', 'Normal Started {{age}} kubelet spec.containers{web}: Container started'),
      lines('Port: 80/TCP', 'Normal Started {{age}} kubelet Container started'),
    ],
    [
      'descriptions of Jobs',
      lines('Completion Mode: NonIndexed', 'Suspend: false', 'Backoff Limit: 6', 'Start Time: {{time}}'),
      lines('Completion Mode: NonIndexed', 'Start Time: {{time}}'),
    ],
    ['tables are the same', table({ NAME: NOW }), table({ NAME: NOW })],
    [
      'other sentences are the same',
      prints('He deleted from default namespace'),
      prints('He deleted from default namespace'),
    ],
  ])('%s', (_, newest, older) => {
    expect(asPrintedBy(newest, 28)).toEqual(older);
    expect(asPrintedBy(newest, 36)).toEqual(newest);
  });
});
