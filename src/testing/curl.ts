import type { Cluster, CommandWay } from '../simulator';

/** How to ask. */
export interface CurlOptions {
  /** @default 'GET', or 'POST' with a body */
  readonly method?: string;
  /** @default - those that curl sends by itself */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string;
  /** Virtual seconds until nobody waits any more. @default 10 */
  readonly timeoutSeconds?: number;
}

/** What came back. */
export interface CurlAnswer {
  /** The question, for messages: `GET http://web/ from node/node-1`. */
  readonly question: string;
  /** 0 when nobody answered. */
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why there is no answer, in the words of curl. @default - there is one */
  readonly error?: string;
  /** Timeline of the cluster until then, for messages. */
  readonly history: () => string;
}

/** Where a question comes from, as the cluster knows it. */
export type CurlPlace = Pick<CommandWay, 'node' | 'pod'>;

/** More virtual time than curl itself waits, in seconds. */
const PATIENCE_SECONDS = 5;

const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;

function wordsOf(url: string, { method, headers = {}, body, timeoutSeconds = 10 }: CurlOptions): string[] {
  return [
    'curl -sS -i',
    `--max-time ${timeoutSeconds}`,
    ...(method === undefined ? [] : [`-X ${quoted(method)}`]),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
    quoted(url),
  ];
}

/** Head and body of what `curl -i` prints. */
function readAnswer(text: string): Pick<CurlAnswer, 'status' | 'headers' | 'body'> {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const status = Number(/^HTTP\/\S+ (\d{3})/.exec(first)?.[1] ?? 0);
  return { status, headers: Object.fromEntries(headers), body: end < 0 ? '' : text.slice(end + 4) };
}

/** Has curl ask at a place of the cluster, and lets time pass until it ends. */
export function curlAt(
  cluster: Cluster,
  place: CurlPlace,
  url: string,
  options: CurlOptions,
): Omit<CurlAnswer, 'question' | 'history'> {
  const way = {
    type: 'command',
    ...place,
    command: wordsOf(url, options),
    hasStdin: false,
    hasTerminal: false,
  } as const;
  const entered = cluster.enter(way);
  if (entered.kind !== 'command') throw new Error('a command was entered as a connection');
  const bytes = { stdout: [] as number[], stderr: [] as number[] };
  let isOver = false;
  const session = entered.open({
    data: (stream, piece) => {
      for (const byte of piece) bytes[stream].push(byte);
    },
    end: ({ error }) => {
      if (error !== undefined) bytes.stderr.push(...new TextEncoder().encode(error));
      isOver = true;
    },
    ready: () => undefined,
  });
  const { timeoutSeconds = 10 } = options;
  if (!cluster.until(() => isOver, (timeoutSeconds + PATIENCE_SECONDS) * 1000)) session.close();
  const textOf = (list: number[]): string => new TextDecoder().decode(new Uint8Array(list));
  const answer = readAnswer(textOf(bytes.stdout));
  const error = textOf(bytes.stderr).trim();
  return answer.status !== 0 ? answer : { ...answer, error: error === '' ? 'curl did not end' : error };
}
