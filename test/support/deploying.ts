import './client-library';
import {
  accessTo,
  type Applied,
  applyDesired,
  type ApplySettings,
  compareDesired,
  type DeployEvent,
  type Desired,
  destroySets,
  type Difference,
  findDoomed,
  type KubeObject,
  type ObjectEvent,
  openSession,
  prepareApply,
  Redaction,
  type Session,
  type WantedObject,
} from '../../src/deploy';

/** Name of the sets that tests apply. */
export const SET_NAME = 'workshop-stacks-test';

/** What a deployment came to, and all that it told. */
export interface Deployed extends Applied {
  readonly events: readonly DeployEvent[];
  /** `outcome Kind namespace/name`, of all outcomes but `ready`. */
  readonly outcomes: readonly string[];
}

/** `created Deployment web/web` */
export const outcomeText = ({ outcome, key }: ObjectEvent): string =>
  `${outcome} ${key.kind} ${key.namespace === '' ? '' : `${key.namespace}/`}${key.name}`;

const isObjectEvent = (event: DeployEvent): event is ObjectEvent => event.type === 'object';

/** Objects as those of one stack. */
export const wantedOf = (objects: readonly object[], stack = 'shop', namespace = 'default'): WantedObject[] =>
  objects.map((object, index) => ({ object: object as KubeObject, file: `${stack}-${index}.yaml`, stack, namespace }));

/** Someone who deploys to the cluster of a kubeconfig. */
export class Deployer {
  readonly redaction = new Redaction();
  /** Why something stayed when the environment was deleted last. */
  reasons: string[] = [];
  private readonly sessions: Session[] = [];

  constructor(readonly kubeconfig: string) {}

  /** Speaks to the cluster anew, as each command does. */
  async session(signal?: AbortSignal): Promise<Session> {
    const access = await accessTo({ kubeconfig: this.kubeconfig, env: {} });
    const session = await openSession(access, signal === undefined ? {} : { signal });
    this.sessions.push(session);
    return session;
  }

  private desired(objects: readonly WantedObject[], more: Partial<Desired>): Desired {
    return { setName: SET_NAME, objects, keeps: [], ...more };
  }

  /** Applies objects as everything that the environment has. */
  async apply(
    objects: readonly WantedObject[],
    settings: Partial<ApplySettings> = {},
    more: Partial<Desired> & { readonly signal?: AbortSignal } = {},
  ): Promise<Deployed> {
    const { signal, ...rest } = more;
    const session = await this.session(signal);
    const desired = this.desired(objects, rest);
    const events: DeployEvent[] = [];
    const applied = await applyDesired(session, desired, await prepareApply(session, desired), {
      isForced: false,
      waits: true,
      timeoutMs: 60_000,
      deletesClaims: false,
      redaction: this.redaction,
      ...settings,
      listener: (event) => {
        events.push(event);
        settings.listener?.(event);
      },
    });
    const told = events.filter(isObjectEvent).filter(({ outcome }) => outcome !== 'ready');
    return { ...applied, events, outcomes: told.map(outcomeText).sort() };
  }

  /** Compares. */
  async diff(objects: readonly WantedObject[], more: Partial<Desired> = {}): Promise<Difference[]> {
    const session = await this.session();
    const prepared = await prepareApply(session, this.desired(objects, more));
    return await compareDesired(session, prepared, { deletesClaims: false, redaction: this.redaction });
  }

  /** Deletes what the environment has. */
  async destroy({ deletesClaims = false, stacks = [] as string[] } = {}): Promise<{
    isDone: boolean;
    outcomes: string[];
  }> {
    const session = await this.session();
    const outcomes: string[] = [];
    this.reasons = [];
    const doomed = await findDoomed(session, SET_NAME, stacks, []);
    const isDone = await destroySets(session, doomed, {
      deletesClaims,
      untilMs: Date.now() + 30_000,
      listener: (event) => {
        if (!isObjectEvent(event)) return;
        outcomes.push(outcomeText(event));
        if (event.message !== undefined) this.reasons.push(`${outcomeText(event)}: ${event.message}`);
      },
    });
    return { isDone, outcomes };
  }

  close(): void {
    for (const { api } of this.sessions) api.access.close();
  }
}
