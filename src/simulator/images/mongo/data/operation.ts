import { type BsonDocument, type BsonValue, isDocument, Timestamp } from '../bson/values';

/** A change of the data in the form of the log of operations: doing it twice changes nothing more. */
export interface Operation {
  /** Insert, update (`o` is the whole new document), delete (`o` has the id), command, or nothing. */
  readonly op: 'i' | 'u' | 'd' | 'c' | 'n';
  /** Namespace; of commands `test.$cmd`. */
  readonly ns: string;
  readonly o: BsonDocument;
}

/** When, and under which primary, an operation was made: later ones are greater. */
export interface OpTime {
  readonly ts: Timestamp;
  readonly t: number;
}

/** An operation with its place in the log that members of a replica set share. */
export interface OplogEntry extends Operation, OpTime {
  readonly wallMs: number;
}

/** Before every operation. */
export const NO_OP_TIME: OpTime = { ts: new Timestamp(0, 0), t: -1 };

/** Which of two comes first: less than 0 for `left`. */
export const compareOpTimes = (left: OpTime, right: OpTime): number =>
  left.t - right.t || left.ts.seconds - right.ts.seconds || left.ts.increment - right.ts.increment;

export const opTimeDocument = ({ ts, t }: OpTime): BsonDocument => ({ ts, t: BigInt(t) });

/** Reads what `opTimeDocument` writes. */
export function readOpTime(value: BsonValue): OpTime {
  if (!isDocument(value) || !(value.ts instanceof Timestamp)) return NO_OP_TIME;
  return { ts: value.ts, t: Number(value.t) };
}

/** An entry as it is kept and sent. */
export const entryDocument = ({ ts, t, op, ns, o, wallMs }: OplogEntry): BsonDocument => ({
  ts,
  t: BigInt(t),
  v: 2n,
  op,
  ns,
  o,
  wall: new Date(wallMs),
});

/** Reads an operation that was kept; undefined for what is none. */
export function readOperation({ op, ns, o }: BsonDocument): Operation | undefined {
  if (typeof ns !== 'string' || !isDocument(o)) return undefined;
  return op === 'i' || op === 'u' || op === 'd' || op === 'c' || op === 'n' ? { op, ns, o } : undefined;
}

/** Reads what `entryDocument` writes; undefined for an operation without a place. */
export function readEntry(document: BsonDocument): OplogEntry | undefined {
  const operation = readOperation(document);
  if (operation === undefined || !(document.ts instanceof Timestamp)) return undefined;
  const wallMs = document.wall instanceof Date ? document.wall.getTime() : 0;
  return { ...operation, ts: document.ts, t: Number(document.t), wallMs };
}
