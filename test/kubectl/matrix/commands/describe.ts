import { WEB } from '../files';
import type { Section } from '../section';

const KINDS = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: base}
spec:
  serviceName: base
  replicas: 2
  selector: {matchLabels: {app: base}}
  template:
    metadata: {labels: {app: base}}
    spec:
      containers:
        - {name: main, image: "redis:7", volumeMounts: [{name: data, mountPath: /data}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: each}
spec:
  selector: {matchLabels: {app: each}}
  template:
    metadata: {labels: {app: each}}
    spec: {containers: [{name: main, image: "nginx:1.27"}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  backoffLimit: 2
  template:
    spec: {restartPolicy: Never, containers: [{name: main, image: "busybox:1.36", command: [sleep, "3"]}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: minutely}
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
    spec:
      template:
        spec: {restartPolicy: OnFailure, containers: [{name: main, image: "busybox:1.36", command: [sleep, "3"]}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: door}
spec:
  ingressClassName: contour
  tls: [{hosts: [web.example.com], secretName: token}]
  rules:
    - host: web.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: wall}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{podSelector: {matchLabels: {app: base}}}], ports: [{port: 80}]}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 3
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: room}
spec: {hard: {pods: "20", configmaps: "10"}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: sizes}
spec: {limits: [{type: Container, default: {cpu: 500m}, defaultRequest: {cpu: 10m}}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods, configmaps], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: robot}, {kind: User, name: ann, apiGroup: rbac.authorization.k8s.io}]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: important}
value: 1000
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: shelf}
spec:
  capacity: {storage: 2Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: manual
  hostPath: {path: /srv}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: shelf}
spec: {accessModes: [ReadWriteOnce], storageClassName: manual, resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: stuck}
spec:
  nodeSelector: {disk: none}
  containers: [{name: main, image: "nginx:1.27"}]
---
apiVersion: v1
kind: Pod
metadata: {name: no-image}
spec:
  initContainers: [{name: first, image: "busybox:1.36", command: [sleep, "1"]}]
  containers: [{name: main, image: "nginx:no-such-tag"}]
`;

/** What every kind of the workshops is like, and how it is listed. */
export const describeKinds: Section = {
  name: 'describe',
  profile: 'workshop',
  files: { 'web.yaml': WEB.replace('10.0.0.80', '10.96.0.80'), 'kinds.yaml': KINDS },
  commands: [
    { id: 'create', line: 'kubectl create -f web.yaml' },
    { id: 'create-kinds', line: 'kubectl create -f kinds.yaml' },
    { id: 'pod', line: 'kubectl describe pod single', before: '60s' },
    { id: 'pod-of-deployment', line: 'kubectl describe pod -l app=web' },
    { id: 'pod-pending', line: 'kubectl describe pod stuck' },
    { id: 'pod-no-image', line: 'kubectl describe pod no-image --show-events=false' },
    { id: 'deployment', line: 'kubectl describe deployment web' },
    { id: 'replicaset', line: 'kubectl describe rs -l app=web' },
    { id: 'statefulset', line: 'kubectl describe statefulset base' },
    { id: 'daemonset', line: 'kubectl describe daemonset each' },
    { id: 'job', line: 'kubectl describe job once' },
    { id: 'cronjob', line: 'kubectl describe cronjob minutely', before: '6m' },
    { id: 'service', line: 'kubectl describe service web' },
    { id: 'endpoints', line: 'kubectl describe endpoints web' },
    { id: 'endpointslice', line: 'kubectl describe endpointslice -l kubernetes.io/service-name=web' },
    { id: 'ingress', line: 'kubectl describe ingress door' },
    { id: 'networkpolicy', line: 'kubectl describe networkpolicy wall' },
    { id: 'hpa', line: 'kubectl describe hpa web' },
    { id: 'pdb', line: 'kubectl describe pdb web' },
    { id: 'quota', line: 'kubectl describe quota room' },
    { id: 'limits', line: 'kubectl describe limits sizes' },
    { id: 'serviceaccount', line: 'kubectl describe sa robot' },
    { id: 'role', line: 'kubectl describe role reader' },
    { id: 'rolebinding', line: 'kubectl describe rolebinding readers' },
    { id: 'clusterrole', line: 'kubectl describe clusterrole view' },
    { id: 'clusterrolebinding', line: 'kubectl describe clusterrolebinding cluster-admin' },
    { id: 'priorityclass', line: 'kubectl describe priorityclass important' },
    { id: 'pv', line: 'kubectl describe pv shelf' },
    { id: 'pvc', line: 'kubectl describe pvc shelf' },
    { id: 'pvc-provisioned', line: 'kubectl describe pvc data-base-0' },
    { id: 'storageclass', line: 'kubectl describe storageclass managed-csi' },
    { id: 'ingressclass', line: 'kubectl describe ingressclass contour' },
    // One key alone: up to 1.32, the order of several changes from run to run.
    { id: 'configmap', line: 'kubectl describe configmap kube-root-ca.crt' },
    { id: 'secret', line: 'kubectl describe secret token' },
    { id: 'namespace', line: 'kubectl describe namespace default' },
    { id: 'node', line: 'kubectl describe node node1' },
    { id: 'not-found', line: 'kubectl describe pod nothing' },
    { id: 'get-workloads', line: 'kubectl get sts,ds,jobs,cronjobs,hpa,pdb -o wide' },
    { id: 'get-storage', line: 'kubectl get pv,pvc,sc' },
    { id: 'get-access', line: 'kubectl get roles,rolebindings,sa -o wide' },
    { id: 'get-network', line: 'kubectl get ingress,networkpolicy,ingressclass' },
    { id: 'get-limits', line: 'kubectl get quota,limits,priorityclass' },
    { id: 'get-pods', line: 'kubectl get pods' },
    { id: 'get-system', line: 'kubectl get deploy,ds,svc -n kube-system' },
    { id: 'top-nodes', line: 'kubectl top nodes' },
    { id: 'top-pods', line: 'kubectl top pods --containers -l app=base' },
    { id: 'top-pod', line: 'kubectl top pod base-0 --no-headers' },
    { id: 'top-not-found', line: 'kubectl top pod nothing' },
    { id: 'delete-statefulset', line: 'kubectl delete statefulset base', waits: 'watches' },
    { id: 'claims-stay', line: 'kubectl get pvc -o name', before: '60s' },
  ],
};
