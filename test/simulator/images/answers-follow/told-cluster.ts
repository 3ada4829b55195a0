import { WorkshopCluster } from '../workshop-cluster';
import type { Application, ContainerPlan, Told } from './application';

/** Name of the Pod of the application. */
const APPLICATION = 'application';

/** A file that makes the kubelet start a container again. */
const ILL = '/tmp/ill';

/** How long an application may take to answer, in rounds of five seconds. */
const ROUNDS = 60;

/** One application on a cluster, with what it needs, and a Pod from which it is asked. */
export class ToldCluster {
  private readonly workshop = new WorkshopCluster(1);
  private deployed = 0;

  constructor(
    private readonly application: Application,
    private told: Told,
  ) {
    this.pod('client', { image: 'curlimages/curl', command: ['sleep', '1000000'], port: 0 });
    for (const [index] of this.needs.entries()) this.deployNeed(index);
    this.deploy();
  }

  /** Name of the Pod of the application. */
  get podName(): string {
    return `${APPLICATION}-${this.deployed}`;
  }

  get restarts(): number {
    return this.workshop.pod(APPLICATION).status.containerStatuses?.[0]?.restartCount ?? 0;
  }

  /** Why its container does not run. */
  get waitsFor(): string {
    const waiting = this.workshop.pod(APPLICATION).status.containerStatuses?.[0]?.state.waiting;
    return `${waiting?.reason ?? 'nothing'} ${waiting?.message ?? ''}`;
  }

  /** What the container of the application has written. */
  get log(): string {
    return this.workshop.logs(this.podName);
  }

  /** Runs a command in the Pod from which the application is asked, or in another one. */
  run(command: readonly string[], pod = 'client'): string {
    const isRunning = this.workshop.pod(pod).status.containerStatuses?.[0]?.state.running !== undefined;
    return isRunning ? this.workshop.run(pod, command) : `${pod} does not run`;
  }

  /** Runs a command in the Pod of the application. */
  within(command: readonly string[]): string {
    return this.run(command, this.podName);
  }

  /** Runs a command in a Pod of what is needed, by its place in the list. */
  needed(index: number, command: readonly string[]): string {
    return this.run(command, this.workshop.pod(`need-${index}`).metadata.name);
  }

  /** What a path of the application's Service answers. */
  page({ name, port }: Told, path = '/', ...options: readonly string[]): string {
    return this.run(['curl', '-s', '-S', '--max-time', '8', ...options, `http://${name}:${port}${path}`]);
  }

  /** Lets time pass. */
  pass(time: string): void {
    this.workshop.cluster.advance(time);
  }

  /** The first answer that shows what it should, or else the last of some minutes. */
  answer(told: Told = this.told): string {
    const { ask, shows } = this.application;
    let said = '';
    for (let round = 0; round < ROUNDS; round += 1) {
      said = ask(this, told);
      if (shows(told).test(said)) return said;
      this.pass('5s');
    }
    return said;
  }

  /** What is answered at once. */
  firstAnswer(told: Told): string {
    return this.application.ask(this, told);
  }

  /** Makes an image exist, and tries to pull it again. */
  push(image: string): void {
    this.workshop.cluster.push(image);
    this.pass('5m');
  }

  /** Makes the probe of the container fail: the kubelet starts it again. */
  restart(): void {
    const before = this.restarts;
    this.within(['touch', ILL]);
    if (!this.workshop.cluster.until(() => this.restarts > before, '5m')) throw new Error('it is not started again');
  }

  /** Gives Services other names: nothing but that. */
  rename(name: string, needs: string): void {
    const before = this.told;
    this.told = { ...before, name, needs };
    if (name !== before.name) {
      this.remove('services', before.name);
      this.service(name, APPLICATION, this.application.plan(before).port);
    }
    const [first] = this.needs;
    if (first === undefined || first.name !== undefined || needs === before.needs) return;
    this.remove('services', before.needs);
    this.service(needs, 'need-0', first.plan(before).port);
  }

  /** Gives what is needed a name that the application does not know. */
  hide(index: number): void {
    const { name = this.told.needs, plan } = this.need(index);
    this.remove('services', name);
    this.service(`hidden-${name}`, `need-${index}`, plan(this.told).port);
  }

  /** Replaces application and what it needs by those that are told something else. */
  tell(told: Told): void {
    const before = this.told;
    this.told = told;
    for (const [index] of this.needs.entries()) {
      this.removeNeed(index, before);
      this.deployNeed(index);
    }
    this.workshop.deletePod(this.podName, true);
    if (this.application.isClient !== true) this.remove('services', before.name);
    this.deploy();
  }

  private get needs(): readonly NonNullable<Application['needs']>[number][] {
    return this.application.needs ?? [];
  }

  private need(index: number): NonNullable<Application['needs']>[number] {
    const need = this.needs[index];
    if (need === undefined) throw new Error(`it needs nothing number ${index}`);
    return need;
  }

  private deployNeed(index: number): void {
    const { name = this.told.needs, plan } = this.need(index);
    const made = plan(this.told);
    this.pod(`need-${index}`, made);
    this.service(name, `need-${index}`, made.port);
  }

  private removeNeed(index: number, before: Told): void {
    this.workshop.deletePod(`need-${index}`, true);
    this.remove('services', this.need(index).name ?? before.needs);
  }

  private deploy(): void {
    this.deployed += 1;
    const plan = this.application.plan(this.told);
    this.pod(APPLICATION, plan, this.podName);
    if (this.application.isClient !== true) this.service(this.told.name, APPLICATION, plan.port);
  }

  private service(name: string, app: string, targetPort: number): void {
    const isNeed = app !== APPLICATION;
    this.workshop.cluster.client.create('services', {
      metadata: { name, namespace: 'default' },
      spec: { selector: { app }, ports: [{ port: isNeed ? targetPort : this.told.port, targetPort, protocol: 'TCP' }] },
    } as never);
  }

  private pod(app: string, plan: ContainerPlan, name = app): void {
    const { client } = this.workshop.cluster;
    const { image, args, command, env = {}, files, port } = plan;
    if (files !== undefined) {
      client.create('configmaps', { metadata: { name, namespace: 'default' }, data: files.texts });
    }
    client.create('pods', {
      metadata: { name, namespace: 'default', labels: { app } },
      spec: {
        terminationGracePeriodSeconds: 1,
        enableServiceLinks: false,
        ...(files === undefined ? {} : { volumes: [{ name: 'files', configMap: { name } }] }),
        containers: [
          {
            name: 'main',
            image,
            ...(args === undefined ? {} : { args }),
            ...(command === undefined ? {} : { command }),
            env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
            ...(port === 0 ? {} : { ports: [{ containerPort: port }] }),
            ...(files === undefined ? {} : { volumeMounts: [{ name: 'files', mountPath: files.folder }] }),
            livenessProbe: {
              exec: { command: ['sh', '-c', `! test -e ${ILL}`] },
              periodSeconds: 30,
              failureThreshold: 1,
            },
            resources: {},
          },
        ],
      },
    } as never);
  }

  private remove(storage: 'services', name: string): void {
    this.workshop.cluster.client.delete(storage, 'default', name);
  }
}
