import { type Coroutine, type HttpResponse, type Process, readBodyText } from '../../process';
import { numberOf } from '../mongo/bson/values';
import type { MongoClient } from '../mongo/client/mongo-client';
import { emptyAnswer, jsonAnswer } from '../web/answers';
import type { RoutedRequest } from '../web/router';
import {
  changeOf,
  givenFields,
  type ParseObject,
  shownObject,
  storedName,
  storedQuery,
  storedValue,
} from './object-form';
import { ParseError } from './parse-error';
import type { Schema } from './schema';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 10;
/** Objects of an answer when nobody says how many. */
const LIMIT = 100;

const isObject = (value: unknown): value is ParseObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): ParseObject {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // As below: it is no object.
  }
  throw new ParseError(107, 'Invalid JSON');
}

/** Objects of classes: what is done to them over HTTP. Source: parse-server, src/Routers/ClassesRouter.js. */
export class Classes {
  constructor(
    private readonly process: Process,
    private readonly database: MongoClient,
    private readonly schema: Schema,
    private readonly serverUrl: string,
  ) {}

  *create(request: RoutedRequest, isMaster: boolean): Coroutine<HttpResponse> {
    const { className = '' } = request.parameters;
    const fields = givenFields(parsed(yield* readBodyText(request.body)));
    yield* this.schema.check(className, fields, isMaster);
    const { nowMs, random } = this.process;
    const objectId = Array.from({ length: ID_LENGTH }, () => LETTERS.charAt(random.below(LETTERS.length))).join('');
    const now = new Date(nowMs);
    const stored = fields.map(([name, value]) => [name, storedValue(value)] as const);
    const document = { _id: objectId, ...Object.fromEntries(stored), _created_at: now, _updated_at: now };
    yield* this.database.command({ insert: className, documents: [document] });
    const answer = jsonAnswer({ objectId, createdAt: now.toISOString() }, 201);
    return {
      ...answer,
      headers: { ...answer.headers, location: `${this.serverUrl}/classes/${className}/${objectId}` },
    };
  }

  *find({ parameters: { className = '' }, query }: RoutedRequest): Coroutine<HttpResponse> {
    const where = storedQuery(parsed(query.get('where') ?? ''));
    const order = (query.get('order') ?? '').split(',').filter((name) => name !== '');
    const sort = Object.fromEntries(
      order.map((name) => [storedName(name.replace(/^-/, '')), name.startsWith('-') ? -1 : 1]),
    );
    const limit = Number(query.get('limit') ?? LIMIT);
    const keys = query.get('keys')?.split(',').map(storedName);
    const always = ['_id', '_created_at', '_updated_at'];
    const projection = keys === undefined ? {} : Object.fromEntries([...always, ...keys].map((name) => [name, 1]));
    const skip = Number(query.get('skip') ?? 0);
    const found =
      limit === 0 ? [] : yield* this.database.all({ find: className, filter: where, sort, skip, limit, projection });
    const isCounted = ['1', 'true'].includes(query.get('count') ?? '');
    const count = isCounted
      ? numberOf((yield* this.database.command({ count: className, query: where })).n)
      : undefined;
    return jsonAnswer({ results: found.map(shownObject), ...(count === undefined ? {} : { count }) });
  }

  *get({ parameters: { className = '', objectId = '' } }: RoutedRequest): Coroutine<HttpResponse> {
    const [found] = yield* this.database.all({ find: className, filter: { _id: objectId }, limit: 1 });
    if (found === undefined) throw notFound();
    return jsonAnswer(shownObject(found));
  }

  *update(request: RoutedRequest, isMaster: boolean): Coroutine<HttpResponse> {
    const { className = '', objectId = '' } = request.parameters;
    const fields = givenFields(parsed(yield* readBodyText(request.body)));
    yield* this.schema.check(className, fields, isMaster);
    const { nowMs } = this.process;
    const updates = [{ q: { _id: objectId }, u: changeOf(fields, nowMs) }];
    const { n } = yield* this.database.command({ update: className, updates });
    if (numberOf(n) === 0) throw notFound();
    return jsonAnswer({ updatedAt: new Date(nowMs).toISOString() });
  }

  *remove({ parameters: { className = '', objectId = '' } }: RoutedRequest): Coroutine<HttpResponse> {
    const { n } = yield* this.database.command({ delete: className, deletes: [{ q: { _id: objectId }, limit: 1 }] });
    if (numberOf(n) === 0) throw notFound();
    return jsonAnswer({});
  }
}

const notFound = (): ParseError => new ParseError(101, 'Object not found.', 404);

/** What browsers ask before they send a request to another host. */
export const preflight = (): HttpResponse => emptyAnswer(200);
