import { createCluster, type ApiAnswer } from '../../../src/simulator';
import { requestOf } from '../../support/golden-replay';

const rowsOf = (path: string): unknown => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const answer = createCluster({ nodes: 0 }).handle(requestOf({ http: 'GET', path, accept })) as ApiAnswer;
  const { rows } = JSON.parse(String(answer.body)) as { rows: { cells: unknown[] }[] };
  return rows.map(({ cells }) => cells);
};

test('the parts of the control plane are healthy', () => {
  expect(rowsOf('/api/v1/componentstatuses')).toEqual([
    ['scheduler', 'Healthy', 'ok', ''],
    ['controller-manager', 'Healthy', 'ok', ''],
    ['etcd-0', 'Healthy', 'ok', ''],
  ]);
});

test('one of them is found by its name', () => {
  expect(rowsOf('/api/v1/componentstatuses/etcd-0')).toEqual([['etcd-0', 'Healthy', 'ok', '']]);
});
