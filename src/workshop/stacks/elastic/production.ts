import { CHANGE_CAUSE, Probe, Service, StatefulService, text, Volume } from '../../constructs';
import {
  outsideAccess,
  publicImage,
  publish,
  replicasOf,
  resourcesOf,
  REVISION_HISTORY_LIMIT,
  sizeOf,
  storageClass,
} from '../production-parts';
import { productionForm } from '../stack';

/** Port of the HTTP interface. */
const HTTP_PORT = 9200;
/** Port on which the nodes of a cluster talk to each other. */
const TRANSPORT_PORT = 9300;

/**
 * One search cluster instead of four strangers: replicas with names and claims of their own find each other through
 * the headless Service `elastic-nodes`; clients use the Service `elastic` as before.
 */
export const production = productionForm({
  parameters: {
    elasticImage: publicImage('ElasticSearch 2', 'elasticsearch:2.4.6'),
    replicas: replicasOf('ElasticSearch', 4),
    masterQuorum: text({
      description: 'Replicas that must agree on a master: more than half of them',
      pattern: /^[1-9][0-9]*$/,
      default: '3',
    }),
    storageClass,
    dataSize: sizeOf('the data of each replica', '10Gi'),
    resources: resourcesOf('ElasticSearch', ['250m', '1536Mi'], ['1', '2Gi']),
    ...outsideAccess,
  },
  build: (scope, values) => {
    const nodes = new StatefulService(scope, 'StatefulSet', {
      name: 'elastic',
      selector: { run: 'elastic' },
      replicas: values.replicas,
      serviceName: 'elastic-nodes',
      ports: [{ name: 'transport', port: TRANSPORT_PORT }],
      // Replicas become ready only after they found each other.
      publishNotReadyAddresses: true,
      podManagementPolicy: 'Parallel',
      update: { revisionHistoryLimit: REVISION_HISTORY_LIMIT, minReadySeconds: 10 },
      placement: { spread: [{}] },
      podAnnotations: { [CHANGE_CAUSE]: `elastic ${values.elasticImage}` },
      claims: { data: { size: values.dataSize, storageClass: values.storageClass } },
      containers: [
        {
          image: values.elasticImage,
          args: [
            'elasticsearch',
            '-Des.discovery.zen.ping.unicast.hosts=elastic-nodes',
            `-Des.discovery.zen.minimum_master_nodes=${values.masterQuorum}`,
          ],
          ports: [
            { name: 'http', port: HTTP_PORT },
            { name: 'transport', port: TRANSPORT_PORT },
          ],
          resources: values.resources,
          health: {
            startup: Probe.tcp(HTTP_PORT, { periodSeconds: 5, failureThreshold: 60 }),
            readiness: Probe.http('/', HTTP_PORT, { timeoutSeconds: 5 }),
            liveness: Probe.tcp(HTTP_PORT, { periodSeconds: 20 }),
          },
          mounts: { '/usr/share/elasticsearch/data': Volume.ofClaimTemplate('data') },
          connectsTo: [`elastic-nodes:${TRANSPORT_PORT}`],
        },
      ],
    });
    const service = new Service(scope, 'Service', {
      name: 'elastic',
      pods: nodes,
      type: values.serviceType,
      ports: [{ port: HTTP_PORT, targetPort: HTTP_PORT, nodePort: values.nodePort }],
    });
    publish(scope, service, values);
  },
});
