/** Days and times are counted from the year 2000. Source: PostgreSQL 16, src/include/datatype/timestamp.h. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const DAY_MICROS = 86_400_000_000n;

const two = (number: number): string => String(number).padStart(2, '0');

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Microseconds of a day as a text; a fraction only when there is one, without zeros at its end. */
function clockText(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  const rest = micros % 1e6;
  return rest === 0 ? clock : `${clock}.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
}

const clockMicros = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return Math.round((hours * 3600 + minutes * 60 + seconds) * 1e6);
};

const dateMs = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);

/** Reads a day. */
export const readDate = (view: DataView): string => dateText(EPOCH_MS + view.getInt32(0) * DAY_MS);

/** Reads a time of a day. */
export const readTime = (view: DataView): string => clockText(Number(view.getBigInt64(0)));

/** Reads a moment, without a zone. Its microseconds are more than a number holds. */
export function readMoment(view: DataView): string {
  const micros = view.getBigInt64(0);
  const ofDay = ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS;
  const days = Number((micros - ofDay) / DAY_MICROS);
  return `${dateText(EPOCH_MS + days * DAY_MS)} ${clockText(Number(ofDay))}`;
}

function longBytes(value: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, value);
  return new Uint8Array(view.buffer);
}

/** Writes a day. */
export function writeDate(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, (dateMs(text) - EPOCH_MS) / DAY_MS);
  return new Uint8Array(view.buffer);
}

/** Writes a time of a day. */
export const writeTime = (text: string): Uint8Array => longBytes(BigInt(clockMicros(text)));

/** Writes a moment; a zone behind it is that of Greenwich. */
export const writeMoment = (text: string): Uint8Array => {
  const clock = text.slice(11).replace(/[-+]\d\d$/, '') || '0';
  return longBytes(BigInt(dateMs(text) - EPOCH_MS) * 1000n + BigInt(clockMicros(clock)));
};
