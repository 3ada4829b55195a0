import { deployment } from '../files';
import type { Section } from '../section';

const SET = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: base}
spec:
  serviceName: base
  replicas: 2
  selector: {matchLabels: {app: base}}
  template:
    metadata: {labels: {app: base}}
    spec: {containers: [{name: main, image: "redis:7"}]}
`;

/** A workload is rolled out, taken back, scaled, set and waited for. */
export const operate: Section = {
  name: 'operate',
  files: { 'web.yaml': deployment('web', 2), 'base.yaml': SET },
  commands: [
    {
      id: 'rollout-status',
      line: 'kubectl create -f web.yaml; kubectl rollout status deployment/web',
      waits: 'watches',
    },
    { id: 'set-image', line: 'kubectl set image deployment/web main=nginx:1.28' },
    { id: 'change-cause', line: "kubectl annotate deployment/web kubernetes.io/change-cause='nginx 1.28'" },
    { id: 'rollout-history', line: 'kubectl rollout history deployment/web' },
    { id: 'rollout-history-one', line: 'kubectl rollout history deployment/web --revision=2' },
    { id: 'rollout-history-none', line: 'kubectl rollout history deployment/web --revision=9' },
    { id: 'rollout-undo', line: 'kubectl rollout undo deployment/web' },
    { id: 'rollout-undo-to', line: 'kubectl rollout undo deployment/web --to-revision=2' },
    { id: 'rollout-undo-same', line: 'kubectl rollout undo deployment/web --to-revision=4' },
    { id: 'rollout-undo-none', line: 'kubectl rollout undo deployment/web --to-revision=99' },
    { id: 'rollout-pause', line: 'kubectl rollout pause deployment/web' },
    { id: 'rollout-pause-again', line: 'kubectl rollout pause deployment/web' },
    { id: 'rollout-restart-paused', line: 'kubectl rollout restart deployment/web' },
    { id: 'rollout-resume', line: 'kubectl rollout resume deployment/web' },
    // The template says when, by kubectl's clock: its checksum is another one in every run.
    {
      id: 'rollout-restart',
      line: 'kubectl create deployment again --image=nginx:1.27; kubectl rollout restart deployment/again',
    },
    {
      id: 'rollout-status-restarted',
      line: 'kubectl rollout status deployment/again; kubectl delete deployment again',
      before: '60s',
    },
    { id: 'rollout-bad-image', line: 'kubectl set image deployment/web main=nginx:no-such-tag' },
    { id: 'rollout-timeout', line: 'kubectl rollout status deployment/web --timeout=5s' },
    { id: 'rollout-bad-pods', line: 'kubectl get pods -l app=web', before: '30s' },
    { id: 'rollout-deadline', line: 'kubectl rollout status deployment/web', before: '11m' },
    { id: 'rollout-undo-bad', line: 'kubectl rollout undo deployment/web' },
    {
      id: 'replicasets',
      line: "kubectl get rs --sort-by=.metadata.annotations.'deployment\\.kubernetes\\.io/revision' -o custom-columns=NAME:.metadata.name,WANTED:.spec.replicas",
    },
    { id: 'set-env', line: 'kubectl set env deployment/web LOG=debug' },
    { id: 'set-env-list', line: 'kubectl set env deployment/web --list' },
    { id: 'set-env-remove', line: 'kubectl set env deployment/web LOG-' },
    {
      id: 'set-resources',
      line: 'kubectl set resources deployment/web --limits=cpu=200m,memory=128Mi --requests=cpu=100m',
    },
    { id: 'set-serviceaccount', line: 'kubectl create sa robot; kubectl set serviceaccount deployment/web robot' },
    {
      id: 'set-selector',
      line: "kubectl create service clusterip web --tcp=80 --clusterip=10.0.0.80; kubectl set selector service web 'app=web,tier=front'",
    },
    {
      id: 'set-subject',
      line: 'kubectl create rolebinding readers --clusterrole=view --user=ann; kubectl set subject rolebinding readers --serviceaccount=default:robot',
    },
    { id: 'set-image-missing', line: 'kubectl set image deployment/web nothing=nginx:1.28' },
    { id: 'set-result', line: "kubectl get deployment web -o jsonpath='{.spec.template.spec}'" },
    { id: 'scale', line: 'kubectl scale deployment/web --replicas=3' },
    { id: 'scale-current', line: 'kubectl scale deployment/web --current-replicas=9 --replicas=1' },
    { id: 'scale-not-found', line: 'kubectl scale deployment/nothing --replicas=1' },
    { id: 'scale-kind', line: 'kubectl scale service/web --replicas=1' },
    {
      id: 'statefulset',
      line: 'kubectl apply -f base.yaml; kubectl rollout status statefulset/base',
      waits: 'watches',
    },
    {
      id: 'statefulset-image',
      line: 'kubectl set image statefulset/base main=redis:7.2; kubectl rollout status sts/base',
      waits: 'watches',
    },
    { id: 'statefulset-history', line: 'kubectl rollout history sts/base' },
    { id: 'statefulset-undo', line: 'kubectl rollout undo sts/base' },
    { id: 'statefulset-revisions', line: 'kubectl get controllerrevisions --sort-by=.revision' },
    { id: 'wait-condition', line: 'kubectl wait --for=condition=Available deployment/web' },
    {
      id: 'wait-condition-later',
      line: 'kubectl run slow --image=nginx:1.27; kubectl wait --for=condition=Ready pod/slow',
      waits: 'watches',
    },
    { id: 'wait-jsonpath', line: "kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 deployment/web" },
    {
      id: 'wait-delete',
      line: 'kubectl delete pod slow --wait=false; kubectl wait --for=delete pod/slow',
      waits: 'watches',
    },
    { id: 'wait-timeout', line: 'kubectl wait --for=condition=Nothing deployment/web --timeout=1s', waits: 'watches' },
    { id: 'wait-not-found', line: 'kubectl wait --for=condition=Ready pod/nothing' },
    { id: 'wait-create', line: 'kubectl wait --for=create pod/base-0', since: '1.32' },
    { id: 'expose', line: 'kubectl expose deployment web --name=shop --port=80 --target-port=8080' },
    { id: 'expose-again', line: 'kubectl expose deployment web --name=shop --port=80' },
    { id: 'expose-kind', line: 'kubectl expose configmap kube-root-ca.crt --port=80' },
    { id: 'autoscale', line: 'kubectl autoscale deployment web --min=1 --max=4 --cpu-percent=70 2>/dev/null' },
    { id: 'autoscale-again', line: 'kubectl autoscale deployment web --max=4 2>&1 | tail -n 1' },
    {
      id: 'run',
      line: 'kubectl run box --image=busybox:1.36 --labels=app=box --env=A=b --port=80 --restart=Never -- sleep 1000',
    },
    { id: 'run-dry', line: 'kubectl run box --image=busybox:1.36 --dry-run=client -o yaml --command -- sleep 5' },
    { id: 'run-again', line: 'kubectl run box --image=busybox:1.36' },
    { id: 'run-invalid', line: 'kubectl run Box --image=busybox:1.36' },
    {
      id: 'debug',
      line: 'kubectl debug box --image=busybox:1.36 --attach=false -c tools --profile=general -- sleep 100',
    },
    {
      id: 'debug-copy',
      line: 'kubectl debug box --image=busybox:1.36 --attach=false -c tools --copy-to=box-copy --profile=general -- sleep 100',
    },
    {
      id: 'debug-ephemeral',
      line: "kubectl get pod box -o jsonpath='{.spec.ephemeralContainers[*].name} {.status.ephemeralContainerStatuses[*].state}'",
    },
    {
      id: 'debug-node',
      line: 'kubectl debug node/node-1 --image=busybox:1.36 --attach=false --profile=general -- sleep 100 2>&1 | sed "s/-.....\\( with\\)/-xxxxx\\1/"',
    },
    { id: 'debug-pods', line: 'kubectl get pods -L app' },
    { id: 'top-without-metrics', line: 'kubectl top nodes' },
  ],
};
