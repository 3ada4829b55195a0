import { onlyLooks } from '../../../src/lessons';

describe('who only looks may look again', () => {
  test.each([
    ['kubectl get pods', true],
    ['kubectl -n kube-system get pods -o wide', true],
    ['kubectl get pods\nkubectl describe rs web', true],
    ['kubectl logs deploy/worker --tail 3', true],
    ['kubectl rollout status deploy worker', true],
    ['curl http://localhost:30001', true],
    ['kubectl get pods -w', false],
    ['kubectl logs -f deploy/worker', false],
    ['kubectl get deploy rng -o yaml > rng.yml', false],
    ['kubectl apply -f web.yaml', false],
    ['kubectl get pods\nkubectl delete pod a', false],
    ['kubectl exec web -- rm -rf /tmp/x', false],
    ['kubectl exec web -- cat /etc/hosts', true],
    ["curl -X PUT -d '{}' localhost:8080/healthy/api", false],
    ['kubectl rollout undo deploy worker', false],
    ['kubectl config set-context my-context', false],
  ])('%j: %s', (line, isSo) => {
    expect(onlyLooks(line)).toBe(isSo);
  });
});
