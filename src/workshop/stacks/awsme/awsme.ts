import { Construct } from 'constructs';
import {
  ArgumentError,
  ConfigFiles,
  type ContainerProps,
  type EnvironmentValue,
  type PodProps,
  RequiredSecret,
  Service,
  type ServiceProps,
  SinglePod,
} from '../../constructs';
import { SAMPLE_SECRETS } from '../../environments';
import {
  BACKEND_PORT,
  backendCommand,
  DATABASE_PORT,
  FRONTEND_PORT,
  frontendCommand,
  labelsOf,
  migrationCommand,
  type Part,
  PASSWORD_VARIABLE,
  throughShell,
} from './sample-app';

/** Props of `Awsme`. */
export interface AwsmeProps {
  /** Image of the sample application. */
  readonly image: string;
  /** Parts that bear labels and stand behind a Service of their name. @default - none */
  readonly services?: readonly Part[];
  /** Addresses of the Pods of db and backend, while they have no Service. @default - the names of their Services */
  readonly addresses?: { readonly db: string; readonly backend: string };
  /** Whether the password is in the Secret `mysql`. @default - in clear text, in the manifests */
  readonly hasSecret?: boolean;
  /** Whether the backend's port is in the ConfigMap `backend-config`; needs `hasSecret`. @default - in its command */
  readonly hasPortInConfig?: boolean;
  /** Who creates the tables: the backend as it starts, an init container before it, or nobody. @default at-start */
  readonly migrations?: 'at-start' | 'init-container' | 'none';
  /** Whether the Pods prefer the node where others of the application are. @default - the scheduler spreads them */
  readonly isTogether?: boolean;
  /** Memory that the backend asks for and may use. @default - as much as the node has */
  readonly backendMemory?: { readonly request: string; readonly limit: string };
  /** Whether a second container runs beside the backend. @default - it is alone */
  readonly hasSidecar?: boolean;
}

/** The sample application as bare Pods: MySQL, a backend, and a frontend that people open in a browser. */
export class Awsme extends Construct {
  private readonly hosts: { readonly db: string; readonly backend: string };
  private readonly secret: RequiredSecret | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AwsmeProps,
  ) {
    super(scope, id);
    if (props.hasPortInConfig === true && props.hasSecret !== true) {
      throw new ArgumentError(this, 'hasPortInConfig', "needs 'hasSecret': only then a shell reads variables", true);
    }
    this.hosts = props.addresses ?? { db: 'db', backend: 'backend' };
    if (props.hasSecret === true) {
      this.secret = new RequiredSecret(this, 'Secret', {
        name: 'mysql',
        keys: { password: { sample: SAMPLE_SECRETS.awsmePassword } },
      });
    }
    this.addDatabase();
    this.addBackend();
    this.addFrontend();
  }

  private addDatabase(): void {
    this.addPod('db', {
      containers: [
        {
          name: 'mysql',
          image: 'mysql:5.6',
          env: this.passwordVariable(SAMPLE_SECRETS.awsmeFirstPassword),
          ports: [{ name: 'mysql', port: DATABASE_PORT }],
        },
      ],
    });
    this.addService('db', { ports: [DATABASE_PORT] });
  }

  private addBackend(): void {
    const { image, migrations = 'at-start', backendMemory: memory } = this.props;
    const port = this.backendPort();
    const backend: ContainerProps = {
      image,
      command: this.started(backendCommand(this.databaseAccess(), port.inCommand, migrations === 'at-start')),
      env: this.secret && { ...this.passwordVariable(), ...port.variable },
      resources: memory && { requests: { memory: memory.request }, limits: { memory: memory.limit } },
      ports: [{ name: 'backend', port: BACKEND_PORT }],
      connectsTo: [`${this.hosts.db}:${DATABASE_PORT}`],
    };
    const initDb: ContainerProps = {
      name: 'init-db',
      image,
      command: this.started(migrationCommand(this.databaseAccess())),
      env: this.passwordVariable(),
      connectsTo: [`${this.hosts.db}:${DATABASE_PORT}`],
    };
    const multi: ContainerProps = {
      name: 'multi',
      image: 'busybox',
      command: ['sh', '-c', 'echo Multi-container example! && sleep 100000'],
    };
    this.addPod('backend', {
      initSteps: migrations === 'init-container' ? [initDb] : undefined,
      containers: this.props.hasSidecar === true ? [backend, multi] : [backend],
    });
    this.addService('backend', { ports: [{ name: 'http', port: BACKEND_PORT, targetPort: BACKEND_PORT }] });
  }

  private addFrontend(): void {
    this.addPod('frontend', {
      containers: [
        {
          image: this.props.image,
          command: frontendCommand(this.hosts.backend),
          ports: [{ name: 'frontend', port: FRONTEND_PORT }],
          connectsTo: [`${this.hosts.backend}:${BACKEND_PORT}`],
        },
      ],
    });
    this.addService('frontend', {
      type: 'LoadBalancer',
      ports: [{ name: 'http', port: FRONTEND_PORT, targetPort: FRONTEND_PORT }],
    });
  }

  private addPod(part: Part, pod: PodProps): void {
    new SinglePod(this, `${part}-pod`, {
      ...pod,
      name: part,
      labels: this.hasService(part) ? labelsOf(part) : undefined,
      placement: this.props.isTogether === true ? { near: [{ pods: { app: 'awsme' }, weight: 100 }] } : undefined,
    });
  }

  private addService(part: Part, service: Pick<ServiceProps, 'type' | 'ports'>): void {
    if (this.hasService(part)) new Service(this, `${part}-service`, { ...service, name: part, pods: labelsOf(part) });
  }

  private hasService(part: Part): boolean {
    return this.props.services?.includes(part) ?? false;
  }

  /** The variable with the password: from the Secret, else `clearText`, else no variable. */
  private passwordVariable(clearText?: string): Record<string, EnvironmentValue> | undefined {
    const value = this.secret?.value('password') ?? clearText;
    return value === undefined ? undefined : { [PASSWORD_VARIABLE]: value };
  }

  private databaseAccess() {
    const password = this.secret === undefined ? SAMPLE_SECRETS.awsmeFirstPassword : `$${PASSWORD_VARIABLE}`;
    return { host: this.hosts.db, password };
  }

  /** With the password in a variable, the command needs a shell. */
  private started(command: readonly string[]): readonly string[] {
    return this.secret === undefined ? command : throughShell(command);
  }

  private backendPort(): { readonly inCommand: string; readonly variable?: Record<string, EnvironmentValue> } {
    if (this.props.hasPortInConfig !== true) return { inCommand: `${BACKEND_PORT}` };
    const config = new ConfigFiles(this, 'Config', {
      name: 'backend-config',
      entries: { backend_port: `${BACKEND_PORT}` },
    });
    return { inCommand: '$BACKEND_PORT', variable: { BACKEND_PORT: config.value('backend_port') } };
  }
}
