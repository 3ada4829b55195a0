import { JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { Probe, type Resources, ValueSource, WebService } from 'workshop-stacks';
import type { ShopDatabase } from './shop-database';

/** Props of `ShopWeb`. */
export interface ShopWebProps {
  /** Image of the shop, with a tag. */
  readonly image: string;
  /** Desired number of Pods, 1 or more. */
  readonly replicas: number;
  /** Requests and limits of each Pod. */
  readonly resources: Resources;
  /** Where the orders are. */
  readonly database: ShopDatabase;
}

const PORT = 8080;

/** The shop's pages: a web service with the habits of this team (slow start, no downtime, health under /health). */
export class ShopWeb extends WebService {
  constructor(scope: Construct, id: string, { image, replicas, resources, database }: ShopWebProps) {
    super(scope, id, {
      port: 80,
      targetPort: PORT,
      replicas,
      rollout: {
        maxUnavailable: 0,
        maxSurge: 1,
        progressDeadlineSeconds: 300,
        revisionHistoryLimit: 5,
        changeCause: image,
      },
      containers: [
        {
          image,
          ports: [PORT],
          resources,
          env: {
            ...database.access,
            POD_NAME: ValueSource.field('metadata.name'),
          },
          connectsTo: [database.address],
          health: {
            startup: Probe.http('/health', PORT, { periodSeconds: 2, failureThreshold: 30 }),
            readiness: Probe.http('/health', PORT, { periodSeconds: 5 }),
            liveness: Probe.http('/health', PORT, { periodSeconds: 10 }),
          },
        },
      ],
    });
    // A field without a prop: a patch that hits nothing fails synthesis.
    this.worker.patch(JsonPatch.add('/spec/template/spec/enableServiceLinks', false));
  }
}
