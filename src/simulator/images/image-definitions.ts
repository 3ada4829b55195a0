/* eslint-disable @typescript-eslint/no-require-imports -- A program is loaded when a container first needs its image. */
import type { NamedImage } from './image';
import type * as System from './system';
import type * as Awsme from './awsme';
import type * as Contour from './contour';
import type * as Dockercoins from './dockercoins';
import type * as Dashboard from './dashboard';
import type * as Mongo from './mongo';
import type * as Parse from './parse';
import type * as Ghost from './ghost';
import type * as IngressNginx from './ingress-nginx';
import type * as Jupyter from './jupyter';
import type * as Fluentd from './fluentd';
import type * as Python from './python';
import type * as Kuard from './kuard';
import type * as Linux from './linux';
import type * as Mysql from './mysql';
import type * as Perl from './perl';
import type * as Nginx from './nginx';
import type * as Redis from './redis';
import type * as Elasticsearch from './elasticsearch';
import type * as Flask from './flask';
import type * as Postgres from './postgres';
import type * as Siege from './siege';
import type * as Sleepy from './sleepy';
import type * as Voting from './voting';

/** All images that are described here, one a line: its names, and where it is. */
export const imageDefinitions: readonly NamedImage[] = [
  { repositories: ['gcr.io/kuar-demo/kuard-amd64'], load: () => (require('./kuard') as typeof Kuard).kuardImage },
  { repositories: ['docker.io/ann/kuard'], load: () => (require('./kuard') as typeof Kuard).privateKuardImage },
  { repositories: ['docker.io/library/nginx'], load: () => (require('./nginx') as typeof Nginx).nginxImage },
  { repositories: ['docker.io/library/redis'], load: () => (require('./redis') as typeof Redis).redisImage },
  {
    repositories: ['docker.io/projectcontour/contour', 'ghcr.io/projectcontour/contour'],
    load: () => (require('./contour') as typeof Contour).contourImage,
  },
  {
    repositories: ['registry.k8s.io/ingress-nginx/controller', 'k8s.gcr.io/ingress-nginx/controller'],
    load: () => (require('./ingress-nginx') as typeof IngressNginx).ingressNginxImage,
  },
  { repositories: ['docker.io/envoyproxy/envoy'], load: () => (require('./contour') as typeof Contour).envoyImage },
  {
    repositories: ['registry.k8s.io/coredns/coredns', 'k8s.gcr.io/coredns/coredns', 'docker.io/coredns/coredns'],
    load: () => (require('./system') as typeof System).coredns,
  },
  {
    repositories: ['registry.k8s.io/kube-proxy', 'k8s.gcr.io/kube-proxy'],
    load: () => (require('./system') as typeof System).kubeProxy,
  },
  {
    repositories: ['registry.k8s.io/metrics-server/metrics-server', 'k8s.gcr.io/metrics-server/metrics-server'],
    load: () => (require('./system') as typeof System).metricsServer,
  },
  {
    repositories: ['registry.k8s.io/pause', 'k8s.gcr.io/pause', 'gcr.io/google_containers/pause'],
    load: () => (require('./system') as typeof System).pause,
  },
  {
    repositories: ['public.ecr.aws/eks/amazon-k8s-cni'],
    load: () => (require('./system') as typeof System).amazonNetwork,
  },
  {
    repositories: ['gcr.io/k8s-minikube/storage-provisioner', 'docker.io/docker/desktop-storage-provisioner'],
    load: () => (require('./system') as typeof System).hostpathProvisioner,
  },
  {
    repositories: ['docker.io/rancher/local-path-provisioner'],
    load: () => (require('./system') as typeof System).localPathProvisioner,
  },
  { repositories: ['quay.io/cephcsi/cephcsi'], load: () => (require('./system') as typeof System).cephProvisioner },
  {
    repositories: ['docker.io/library/elasticsearch'],
    load: () => (require('./elasticsearch') as typeof Elasticsearch).elasticsearchImage,
  },
  {
    repositories: ['docker.io/jstubbs/hello-flask', 'registry.example.com/workshop/hello-flask'],
    load: () => (require('./flask') as typeof Flask).helloFlaskImage,
  },
  {
    repositories: ['docker.io/jstubbs/flask-api', 'registry.example.com/workshop/flask-api'],
    load: () => (require('./flask') as typeof Flask).flaskApiImage,
  },
  {
    repositories: ['docker.io/library/postgres'],
    load: () => (require('./postgres') as typeof Postgres).postgresImage,
  },
  { repositories: ['docker.io/yokogawa/siege'], load: () => (require('./siege') as typeof Siege).siegeImage },
  {
    repositories: ['docker.io/gzynda/sleepy-server', 'registry.example.com/workshop/sleepy-server'],
    load: () => (require('./sleepy') as typeof Sleepy).sleepyImage,
  },
  {
    repositories: ['docker.io/dockersamples/examplevotingapp_vote'],
    load: () => (require('./voting') as typeof Voting).voteImage,
  },
  {
    repositories: ['docker.io/dockersamples/examplevotingapp_worker'],
    load: () => (require('./voting') as typeof Voting).voteWorkerImage,
  },
  {
    repositories: ['docker.io/dockersamples/examplevotingapp_result'],
    load: () => (require('./voting') as typeof Voting).resultImage,
  },
  { repositories: ['busybox'], load: () => (require('./linux') as typeof Linux).busybox },
  { repositories: ['alpine'], load: () => (require('./linux') as typeof Linux).alpine },
  { repositories: ['debian'], load: () => (require('./linux') as typeof Linux).debian },
  { repositories: ['ubuntu'], load: () => (require('./linux') as typeof Linux).ubuntu },
  { repositories: ['bash'], load: () => (require('./linux') as typeof Linux).bash },
  { repositories: ['curlimages/curl'], load: () => (require('./linux') as typeof Linux).curl },
  { repositories: ['polinux/stress', 'progrium/stress'], load: () => (require('./linux') as typeof Linux).stress },
  {
    repositories: ['docker.io/dockercoins/hasher', 'registry.example.com/workshop/hasher'],
    load: () => (require('./dockercoins') as typeof Dockercoins).hasherImage,
  },
  {
    repositories: ['docker.io/dockercoins/rng', 'registry.example.com/workshop/rng'],
    load: () => (require('./dockercoins') as typeof Dockercoins).rngImage,
  },
  {
    repositories: ['docker.io/dockercoins/webui', 'registry.example.com/workshop/webui'],
    load: () => (require('./dockercoins') as typeof Dockercoins).webuiImage,
  },
  {
    repositories: ['docker.io/dockercoins/worker', 'registry.example.com/workshop/worker'],
    load: () => (require('./dockercoins') as typeof Dockercoins).workerImage,
  },
  { repositories: ['docker.io/library/mysql'], load: () => (require('./mysql') as typeof Mysql).mysqlImage },
  {
    repositories: [
      '123456789012.dkr.ecr.us-east-1.amazonaws.com/sample-app',
      'registry.example.com/workshop/sample-app',
    ],
    load: () => (require('./awsme') as typeof Awsme).awsmeImage,
  },
  {
    repositories: ['docker.io/kubernetesui/dashboard'],
    load: () => (require('./dashboard') as typeof Dashboard).dashboardImage,
  },
  { repositories: ['perl'], load: () => (require('./perl') as typeof Perl).perlImage },
  { repositories: ['docker.io/library/mongo'], load: () => (require('./mongo') as typeof Mongo).mongoImage },
  {
    repositories: ['docker.io/parseplatform/parse-server'],
    load: () => (require('./parse') as typeof Parse).parseImage,
  },
  { repositories: ['docker.io/library/ghost'], load: () => (require('./ghost') as typeof Ghost).ghostImage },
  {
    repositories: ['docker.io/jupyter/scipy-notebook'],
    load: () => (require('./jupyter') as typeof Jupyter).jupyterImage,
  },
  { repositories: ['docker.io/fluent/fluentd'], load: () => (require('./fluentd') as typeof Fluentd).fluentdImage },
  { repositories: ['docker.io/library/python'], load: () => (require('./python') as typeof Python).pythonImage },
];
