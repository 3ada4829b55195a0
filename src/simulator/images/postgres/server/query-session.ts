import { ByteQueue, type Connection, type Coroutine } from '../../../process';
import { reportMessage } from '../protocol/error-fields';
import { type FieldReader, MessageBuilder, ProtocolViolation } from '../protocol/fields';
import type { Message } from '../protocol/message-reader';
import { bareAnswer, commandComplete, dataRow, type Formats, readyForQuery, rowDescription } from './answers';
import { StatementError, type SqlSession, type StatementResult, TYPE_NUMBERS } from '../sql/sql-session';
import { readParameter } from './wire-values';

interface Prepared {
  readonly statement: string;
  readonly types: readonly number[];
}

interface Portal {
  readonly prepared: Prepared;
  readonly parameters: readonly (string | null)[];
  readonly formats: Formats;
  /** What is left of its answer, once it has begun. */
  rest?: StatementResult;
}

/** Answers are sent when the client waits for them, or when there are so many bytes of them. */
const SENT_TOGETHER_BYTES = 65_536;

/** Hears of what is refused: the log of the server. */
export type OnRefusal = (error: StatementError, statement: string) => Coroutine<void>;

/** What a client says once it is known, and what it is answered. Source: PostgreSQL 16, Message Flow. */
export class QuerySession {
  private readonly prepared = new Map<string, Prepared>();
  private readonly portals = new Map<string, Portal>();
  private readonly answers = new ByteQueue();
  /** Statement that is worked on. */
  private current = '';
  /** After an error of the extended protocol all is ignored up to the next Sync. */
  private skipsToSync = false;

  constructor(
    private readonly connection: Connection,
    private readonly sql: SqlSession,
    private readonly onRefusal: OnRefusal,
  ) {}

  /** Answers one message; whether the client goes on. @throws ProtocolViolation */
  *answer({ type, fields }: Message): Coroutine<boolean> {
    if (type === 'X') return false;
    if (type === 'Q') yield* this.simple(fields.text());
    else if (type === 'S') {
      this.skipsToSync = false;
      this.portals.clear();
      yield* this.send(readyForQuery(this.sql.status), true);
    } else if (!this.skipsToSync) yield* this.extended(type, fields);
    return true;
  }

  /** Sends what waits, and `message`. */
  *send(message: Uint8Array, isUrgent = false): Coroutine<void> {
    this.answers.push(message);
    if (isUrgent || this.answers.size > SENT_TOGETHER_BYTES) yield* this.flush();
  }

  private *flush(): Coroutine<void> {
    if (this.answers.size > 0) yield* this.connection.write(this.answers.take());
  }

  private *simple(text: string): Coroutine<void> {
    this.current = text;
    try {
      const statements = this.sql.split(text);
      if (statements.length === 0) yield* this.send(bareAnswer('I'));
      for (const statement of statements) {
        this.current = statement;
        const result = this.sql.run(statement);
        if (result.columns !== undefined) yield* this.send(rowDescription(result.columns));
        yield* this.sendRows(result, []);
      }
    } catch (error) {
      yield* this.refuse(error);
    }
    yield* this.send(readyForQuery(this.sql.status), true);
  }

  private *sendRows(
    { columns = [], rows = [], notices = [], tag }: StatementResult,
    formats: Formats,
  ): Coroutine<void> {
    for (const notice of notices) yield* this.send(reportMessage('N', notice));
    for (const row of rows) yield* this.send(dataRow(row, columns, formats));
    yield* this.send(tag === '' ? bareAnswer('I') : commandComplete(tag));
  }

  private *extended(type: string, fields: FieldReader): Coroutine<void> {
    try {
      if (type === 'P') yield* this.parse(fields);
      else if (type === 'B') yield* this.bind(fields);
      else if (type === 'D') yield* this.describe(fields);
      else if (type === 'E') yield* this.execute(fields);
      else if (type === 'C') yield* this.close(fields);
      else if (type === 'H') yield* this.flush();
      else throw new ProtocolViolation(`invalid frontend message type ${type.charCodeAt(0)}`);
    } catch (error) {
      this.skipsToSync = true;
      yield* this.refuse(error);
    }
  }

  private *parse(fields: FieldReader): Coroutine<void> {
    const [name, text] = [fields.text(), fields.text()];
    const types = fields.list(() => fields.int32());
    this.current = text;
    const statements = this.sql.split(text);
    if (statements.length > 1) {
      throw new StatementError('42601', 'cannot insert multiple commands into a prepared statement');
    }
    if (name !== '' && this.prepared.has(name)) {
      throw new StatementError('42P05', `prepared statement "${name}" already exists`);
    }
    const statement = statements[0] ?? '';
    this.sql.describe(statement);
    this.prepared.set(name, { statement, types });
    yield* this.send(bareAnswer('1'));
  }

  private *bind(fields: FieldReader): Coroutine<void> {
    const [portal, name] = [fields.text(), fields.text()];
    const prepared = this.preparedNamed(name);
    const forms = fields.list(() => fields.int16());
    const values = fields.list(() => fields.value());
    const formats = fields.list(() => fields.int16());
    const parameters = values.map((value, index) =>
      readParameter(value, (forms.length === 1 ? forms[0] : forms[index]) === 1, prepared.types[index] ?? 0),
    );
    const needed = this.sql.describe(prepared.statement).parameters;
    if (parameters.length !== needed) {
      const message = `bind message supplies ${parameters.length} parameters, but prepared statement "${name}" requires ${needed}`;
      throw new StatementError('08P01', message);
    }
    this.portals.set(portal, { prepared, parameters, formats });
    yield* this.send(bareAnswer('2'));
  }

  private *describe(fields: FieldReader): Coroutine<void> {
    const [kind, name] = [fields.letter(), fields.text()];
    const portal = kind === 'P' ? this.portalNamed(name) : undefined;
    const prepared = portal?.prepared ?? this.preparedNamed(name);
    const { parameters, columns } = this.sql.describe(prepared.statement);
    if (portal === undefined) {
      const message = new MessageBuilder('t').int16(parameters);
      for (let index = 0; index < parameters; index += 1) {
        const type = prepared.types[index] ?? 0;
        message.int32(type === 0 ? TYPE_NUMBERS.text : type);
      }
      yield* this.send(message.bytes());
    }
    yield* this.send(columns === undefined ? bareAnswer('n') : rowDescription(columns, portal?.formats));
  }

  private *execute(fields: FieldReader): Coroutine<void> {
    const [portal, rowsMax] = [this.portalNamed(fields.text()), fields.int32()];
    const { statement } = portal.prepared;
    this.current = statement;
    if (statement === '') return yield* this.send(bareAnswer('I'));
    const result = portal.rest ?? this.sql.run(statement, portal.parameters);
    const { rows = [], columns = [] } = result;
    if (rowsMax <= 0 || rows.length <= rowsMax) return yield* this.sendRows(result, portal.formats);
    portal.rest = { ...result, rows: rows.slice(rowsMax) };
    for (const row of rows.slice(0, rowsMax)) yield* this.send(dataRow(row, columns, portal.formats));
    yield* this.send(bareAnswer('s'));
  }

  private *close(fields: FieldReader): Coroutine<void> {
    const [kind, name] = [fields.letter(), fields.text()];
    if (kind === 'S') this.prepared.delete(name);
    else this.portals.delete(name);
    yield* this.send(bareAnswer('3'));
  }

  private preparedNamed(name: string): Prepared {
    const prepared = this.prepared.get(name);
    if (prepared !== undefined) return prepared;
    throw new StatementError(
      '26000',
      `${name === '' ? 'unnamed prepared statement' : `prepared statement "${name}"`} does not exist`,
    );
  }

  private portalNamed(name: string): Portal {
    const portal = this.portals.get(name);
    if (portal === undefined) throw new StatementError('34000', `portal "${name}" does not exist`);
    return portal;
  }

  private *refuse(error: unknown): Coroutine<void> {
    if (!(error instanceof StatementError)) throw error;
    yield* this.onRefusal(error, this.current);
    yield* this.send(reportMessage('E', error.report));
  }
}
