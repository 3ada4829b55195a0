import {
  commit,
  type Context,
  emptyScope,
  evaluate,
  execute,
  type Outcome,
  type Session,
  SqlError,
  type SqlValue,
  type Statement,
  toNumber,
  toText,
  useDatabase,
} from '../../sql';
import type { Account } from './accounts';
import type { MysqlProblem } from '../protocol/answers';
import { problemOf } from './error-text';
import type { ServerState } from './server-state';
import { runShow, type Shown } from './show';
import type { AccountName, MysqlStatement } from './statements';

/** A statement that is refused for a reason that only MySQL has. */
export class MysqlRefusal extends Error {
  constructor(readonly problem: MysqlProblem) {
    super(problem.message);
    this.name = 'MysqlRefusal';
  }
}

/** What a client is told of an error; undefined for one that is none of statements. */
export function refusalOf(error: unknown): MysqlProblem | undefined {
  if (error instanceof MysqlRefusal) return error.problem;
  return error instanceof SqlError ? problemOf(error) : undefined;
}

const refusal = (number: number, state: string, message: string): MysqlRefusal =>
  new MysqlRefusal({ number, state, message });

/** Refuses a database that an account may not use. */
export function checkAccess({ accounts }: ServerState, account: Account, database: string): void {
  if (accounts.mayUse(account, database)) return;
  const who = `'${account.user}'@'${account.host}'`;
  throw refusal(1044, '42000', `Access denied for user ${who} to database '${database}'`);
}

const NOTHING: Outcome = { type: 'done', affectedRows: 0, matchedRows: 0, insertId: 0 };

/** Databases that a statement names. */
function databasesIn(statement: Statement): readonly string[] {
  const names: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { database } = value as { readonly database?: unknown };
    if (typeof database === 'string') names.push(database);
    Object.values(value).forEach(visit);
  };
  visit(statement);
  if (statement.type === 'createDatabase' || statement.type === 'dropDatabase') names.push(statement.name);
  return names;
}

const failed = (operation: string, { user, host }: AccountName): MysqlRefusal =>
  refusal(1396, 'HY000', `Operation ${operation} failed for '${user}'@'${host}'`);

/** Runs statements of one client. */
export class StatementRunner {
  constructor(
    private readonly state: ServerState,
    private readonly session: Session,
    private readonly account: Account,
  ) {}

  /** The rows that a query would have, with NULL for all values; undefined for what has none. Throws SqlError, MysqlRefusal. */
  describe(statement: MysqlStatement): Extract<Outcome, { type: 'rows' }> | undefined {
    if (statement.type !== 'select' && statement.type !== 'show') return undefined;
    const outcome = this.outcomeOf(statement, []);
    return outcome.type === 'rows' ? { ...outcome, rows: [] } : undefined;
  }

  /** `parameters` stand in the place of question marks. Throws SqlError, MysqlRefusal. */
  run(statement: MysqlStatement, parameters: readonly SqlValue[] = []): Outcome {
    this.state.questions += 1;
    return this.outcomeOf(statement, parameters);
  }

  private outcomeOf(statement: MysqlStatement, parameters: readonly SqlValue[]): Outcome {
    const { state, session } = this;
    const context = { ...state.contextOf(session), parameters };
    switch (statement.type) {
      case 'use':
        this.use(statement.database, context);
        return NOTHING;
      case 'show':
        if (statement.database !== undefined) checkAccess(state, this.account, statement.database);
        return { type: 'rows', ...runShow(statement, context, this.shown()) };
      case 'set':
        for (const { name, value } of statement.assignments) {
          this.set(name.toLowerCase(), value === undefined ? 1 : evaluate(value, emptyScope(), context), context);
        }
        return NOTHING;
      case 'createUser':
      case 'alterUser':
      case 'dropUser':
      case 'grant':
      case 'revoke':
        this.changeAccount(statement);
        return NOTHING;
      case 'nothing':
        return NOTHING;
      default:
        for (const database of databasesIn(statement)) checkAccess(state, this.account, database);
        return execute(statement, context);
    }
  }

  /** Makes a database that which names without one mean. Throws SqlError, MysqlRefusal. */
  use(database: string, context: Context = this.state.contextOf(this.session)): void {
    checkAccess(this.state, this.account, database);
    if (database.toLowerCase() === 'information_schema') this.session.database = 'information_schema';
    else useDatabase(database, context);
  }

  private set(name: string, value: SqlValue, context: Context): void {
    const { session } = this;
    session.variables.set(name, value);
    if (name !== '@@autocommit') return;
    const commitsAlone = value !== null && (toNumber(value) !== 0 || /^on$/i.test(toText(value)));
    // What was begun lasts from then on.
    if (commitsAlone && !session.commitsAlone) commit(context);
    session.commitsAlone = commitsAlone;
  }

  private changeAccount(
    statement: Extract<MysqlStatement, { type: 'createUser' | 'alterUser' | 'dropUser' | 'grant' | 'revoke' }>,
  ): void {
    const { accounts, version } = this.state;
    const name = statement.account;
    if (!this.account.isSuper) {
      const need = 'CREATE USER';
      throw refusal(
        1227,
        '42000',
        `Access denied; you need (at least one of) the ${need} privilege(s) for this operation`,
      );
    }
    const known = accounts.get(name);
    switch (statement.type) {
      case 'createUser':
        if (known !== undefined && !statement.isLenient) throw failed('CREATE USER', name);
        if (known === undefined) accounts.create(name, version.plugin, statement.password);
        return;
      case 'alterUser':
        if (known === undefined) throw failed('ALTER USER', name);
        accounts.setPassword(known, statement.password);
        return;
      case 'dropUser':
        if (known === undefined && !statement.isLenient) throw failed('DROP USER', name);
        accounts.drop(name);
        return;
      case 'grant':
        if (known === undefined) {
          if (version.isSince80) throw refusal(1410, '42000', 'You are not allowed to create a user with GRANT');
          accounts.create(name, version.plugin, statement.password ?? '');
        }
        accounts.grant(name, statement.database);
        return;
      case 'revoke':
        accounts.revoke(name, statement.database);
        return;
    }
  }

  private shown(): Shown {
    const { state, account } = this;
    const { accounts, nowMs } = state;
    return {
      variables: state.variables,
      clients: () =>
        [...state.clients.values()].map(({ session, host, sinceMs }) => [
          session.id,
          session.user.replace(/@.*$/, ''),
          host,
          session.database ?? null,
          session === this.session ? 'Query' : 'Sleep',
          Math.floor((nowMs - sinceMs) / 1000),
          session === this.session ? 'init' : '',
          session === this.session ? 'SHOW PROCESSLIST' : null,
        ]),
      status: () => [
        ['Questions', state.questions],
        ['Threads_connected', state.clients.size],
        ['Uptime', Math.floor((nowMs - state.startedMs) / 1000)],
      ],
      grants: () => accounts.grantsOf(account),
      isVisible: (database) => accounts.mayUse(account, database),
    };
  }
}
