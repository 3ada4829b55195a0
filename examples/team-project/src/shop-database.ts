import type { Construct } from 'constructs';
import { type EnvironmentValue, Probe, type RequiredSecret, type Resources, SingletonDatabase } from 'workshop-stacks';

/** Props of `ShopDatabase`. */
export interface ShopDatabaseProps {
  /** Image of PostgreSQL, with a tag. */
  readonly image: string;
  /** Secret whose key `password` is the password of the user `shop`. */
  readonly secret: RequiredSecret;
  /** Room for the orders, such as '10Gi'. */
  readonly size: string;
  /** Name of the StorageClass. @default - the cluster's default class */
  readonly storageClass?: string;
  /** Requests and limits. */
  readonly resources: Resources;
}

/** The shop's orders: PostgreSQL on a claim, with the user and database `shop`. */
export class ShopDatabase extends SingletonDatabase {
  /** Variables with which a client finds and opens the database. */
  readonly access: Readonly<Record<string, EnvironmentValue>>;

  constructor(scope: Construct, id: string, { image, secret, size, storageClass, resources }: ShopDatabaseProps) {
    const isReady = ['pg_isready', '--username=shop'];
    super(scope, id, {
      port: 5432,
      dataPath: '/var/lib/postgresql/data',
      claim: { size, storageClass },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 3,
      changeCause: image,
      container: {
        image,
        ports: [5432],
        resources,
        env: {
          POSTGRES_USER: 'shop',
          POSTGRES_PASSWORD: secret.value('password'),
          // The claim's own folder holds lost+found, which initdb refuses.
          PGDATA: '/var/lib/postgresql/data/pgdata',
        },
        health: { readiness: Probe.exec(isReady), liveness: Probe.exec(isReady, { initialDelaySeconds: 30 }) },
      },
    });
    this.access = { PGHOST: this.service.name, PGUSER: 'shop', PGPASSWORD: secret.value('password') };
  }
}
