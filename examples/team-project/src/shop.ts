import { Construct } from 'constructs';
import { IngressRoutes, RequiredSecret, type Resources, ScheduledTask, when } from 'workshop-stacks';
import { ShopDatabase } from './shop-database';
import { ShopWeb } from './shop-web';

/** Props of `Shop`. */
export interface ShopProps {
  /** Registry and account of the shop's own images. */
  readonly registry: string;
  /** Tag of the shop's own images. */
  readonly tag: string;
  /** Image of PostgreSQL, with a tag. */
  readonly databaseImage: string;
  /** Room for the orders, such as '10Gi'. */
  readonly databaseSize: string;
  /** Desired number of web Pods, 1 or more. */
  readonly replicas: number;
  /** Requests and limits of each Pod. */
  readonly resources: Resources;
  /** Host name under which customers reach the shop. @default - only the cluster reaches it */
  readonly host?: string;
}

/** The whole shop: pages, orders, and a report every night. */
export class Shop extends Construct {
  /** The pages. */
  readonly web: ShopWeb;
  /** The orders. */
  readonly database: ShopDatabase;
  /** The report. */
  readonly report: ScheduledTask;

  constructor(scope: Construct, id: string, props: ShopProps) {
    super(scope, id);
    const { registry, tag, resources, replicas, host } = props;
    const secret = new RequiredSecret(this, 'Secret', { name: 'shop-database', keys: { password: {} } });
    this.database = new ShopDatabase(this, 'database', {
      image: props.databaseImage,
      size: props.databaseSize,
      secret,
      resources,
    });
    this.web = new ShopWeb(this, 'web', {
      image: `${registry}/shop-web:${tag}`,
      replicas,
      resources,
      database: this.database,
    });
    when(this, host, (around, name) => {
      return new IngressRoutes(around, 'Ingress', { name: 'web', routes: [{ host: name, service: this.web.service }] });
    });
    this.report = new ScheduledTask(this, 'report', {
      schedule: '15 3 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      restartPolicy: 'Never',
      backoffLimit: 2,
      containers: [
        {
          image: `${registry}/shop-report:${tag}`,
          env: this.database.access,
          connectsTo: [this.database.address],
          resources,
        },
      ],
    });
  }
}
