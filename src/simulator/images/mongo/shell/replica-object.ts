import type { Coroutine } from '../../../process';
import { type BsonDocument, numberOf } from '../bson/values';
import { ScriptError } from '../../javascript/script-error';
import { type HostObject, isPlainObject, plainFunction, ScriptFunction } from '../../javascript/values';
import { documentOf } from './documents';
import type { ShellSession } from './shell-session';

type Action = (args: readonly unknown[]) => Coroutine<unknown>;

/** `rs`: what one does to a replica set. Source: MongoDB 3.4, src/mongo/shell/utils.js `rs`. */
export class ReplicaObject implements HostObject {
  constructor(private readonly session: ShellSession) {}

  scriptMember(name: string): unknown {
    if (name === 'slaveOk' || name === 'secondaryOk') {
      return plainFunction(name, () => {
        this.session.maySecondary = true;
      });
    }
    const actions = this.actions();
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    return action === undefined ? undefined : new ScriptFunction(name, action);
  }

  toString(): string {
    return '[object Object]';
  }

  private actions(): Readonly<Record<string, Action>> {
    const { session } = this;
    const config: Action = () => this.config();
    return {
      initiate: ([given]) => session.report({ replSetInitiate: documentOf(given) }),
      status: () => session.report({ replSetGetStatus: 1 }),
      conf: config,
      config,
      isMaster: () => session.report({ isMaster: 1 }),
      hello: () => session.report({ hello: 1 }),
      add: ([member]) => this.add(member),
      remove: ([host]) => this.remove(String(host)),
      reconfig: ([given, options]) =>
        session.report({ replSetReconfig: this.next(documentOf(given)), force: documentOf(options).force === true }),
      stepDown: ([seconds]) => session.report({ replSetStepDown: numberOf(seconds as number) ?? 60 }),
    };
  }

  private *config(): Coroutine<BsonDocument> {
    const reply = yield* this.session.answer({ replSetGetConfig: 1 }, 'admin');
    if (Number(reply.ok) === 1) return documentOf(reply.config);
    if (this.session.isNew) throw this.session.refused(reply);
    throw new ScriptError(`Could not retrieve replica set config: ${String(reply.errmsg)}`);
  }

  private next(config: BsonDocument): BsonDocument {
    return { ...config, version: (numberOf(config.version) ?? 0) + 1 };
  }

  private *add(given: unknown): Coroutine<BsonDocument> {
    const config = yield* this.config();
    const members = config.members as readonly BsonDocument[];
    const _id = Math.max(-1, ...members.map((member) => numberOf(member._id) ?? 0)) + 1;
    const member = isPlainObject(given) ? { _id, ...documentOf(given) } : { _id, host: String(given) };
    return yield* this.session.report({ replSetReconfig: this.next({ ...config, members: [...members, member] }) });
  }

  private *remove(host: string): Coroutine<BsonDocument> {
    const config = yield* this.config();
    const members = config.members as readonly BsonDocument[];
    const rest = members.filter((member) => member.host !== host);
    if (rest.length === members.length)
      throw new ScriptError(`error: couldn't find ${host} in ${JSON.stringify(members.map((each) => each.host))}`);
    return yield* this.session.report({ replSetReconfig: this.next({ ...config, members: rest }) });
  }
}
