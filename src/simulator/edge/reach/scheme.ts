import type { PublicEndpoint, PublicListener } from '../..';

/** Ports of servers that do not speak HTTP: databases, caches, brokers, logs in to machines, mail. */
const OTHERS = new Set([
  21, 22, 25, 53, 110, 143, 389, 1433, 1521, 1883, 2049, 2181, 3306, 4222, 5432, 5672, 6379, 9042, 9092, 9300, 11_211,
  26_379, 27_017,
]);

const SECURE = new Set([443, 6443, 8443, 9443]);

const HTTP_NAMES = /^(kubernetes\.io\/)?(http|h2c|ws)\b/;
const SECURE_NAMES = /^(kubernetes\.io\/)?(https|wss)\b/;

/**
 * How a browser is told to speak with an endpoint: as who listens there does, or else by what its Service says of the port
 * and by what the number is known for; undefined for what no browser speaks with.
 */
export function schemeOf(endpoint: PublicEndpoint, listener?: PublicListener): 'http' | 'https' | undefined {
  const said = saidOf(endpoint);
  if (listener?.state !== 'listening') return said;
  const actual = listener.isSecure ? 'https' : 'http';
  return listener.isHttp || said !== undefined ? actual : undefined;
}

/** What a Service and its numbers say. */
function saidOf({ port, servicePort }: PublicEndpoint): 'http' | 'https' | undefined {
  const { name = '', appProtocol = name, port: number = port, targetPort = number } = servicePort ?? {};
  if (SECURE_NAMES.test(appProtocol)) return 'https';
  if (HTTP_NAMES.test(appProtocol)) return 'http';
  if (OTHERS.has(number) || OTHERS.has(Number(targetPort))) return undefined;
  return SECURE.has(number) ? 'https' : 'http';
}

/**
 * What an address has to wait for before it answers; undefined when it does, as far as anybody knows. `isShown` says whether
 * whoever asks by no name is shown a certificate.
 */
export function awaitedBy(listener: PublicListener | undefined, isShown: boolean): string | undefined {
  switch (listener?.state) {
    case 'listening':
      return isShown ? undefined : 'clients that ask for a name of which it has a certificate';
    case 'silent':
      return `a program that listens on port ${listener.port} of its Pods`;
    case 'nobody':
      return 'a Pod that is ready';
    default:
      return undefined;
  }
}
