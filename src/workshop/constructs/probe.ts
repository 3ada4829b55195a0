import type { IConstruct } from 'constructs';
import { isEmpty, requireInteger, requirePort } from './argument';
import type { k8s } from './k8s';
import { toIntOrString } from './quantity';

/** When and how often a probe runs. What is left out is Kubernetes' own default. */
export interface ProbeTiming {
  /** Seconds after the container's start before the first probe. @default - 0 */
  readonly initialDelaySeconds?: number;
  /** Seconds between probes, at least 1. @default - 10 */
  readonly periodSeconds?: number;
  /** Seconds until an unanswered probe counts as failed, at least 1. @default - 1 */
  readonly timeoutSeconds?: number;
  /** Failures in a row that make the probe fail, at least 1. @default - 3 */
  readonly failureThreshold?: number;
  /** Successes in a row that make it succeed again, at least 1; must be 1 for liveness and startup. @default - 1 */
  readonly successThreshold?: number;
}

/** One question to a container, asked again and again: an HTTP request, a TCP connection, a command or a gRPC call. */
export class Probe {
  /** GET `path` on `port` (a number or a port's name); 200 to 399 is success. */
  static http(path: string, port: number | string, timing: ProbeTiming = {}): Probe {
    return new Probe({ httpGet: { path, port: toIntOrString(port) } }, timing, port);
  }

  /** Opens a TCP connection to `port` (a number or a port's name). */
  static tcp(port: number | string, timing: ProbeTiming = {}): Probe {
    return new Probe({ tcpSocket: { port: toIntOrString(port) } }, timing, port);
  }

  /** Runs `command` in the container; exit code 0 is success. */
  static exec(command: readonly string[], timing: ProbeTiming = {}): Probe {
    return new Probe({ exec: { command: [...command] } }, timing);
  }

  /** Asks the gRPC health service on `port`. */
  static grpc(port: number, timing: ProbeTiming = {}): Probe {
    return new Probe({ grpc: { port } }, timing, port);
  }

  private constructor(
    private readonly action: k8s.Probe,
    private readonly timing: ProbeTiming,
    private readonly port?: number | string,
  ) {}

  /** What Kubernetes wants, checked on behalf of `scope`. */
  toProbe(scope: IConstruct, prop: string): k8s.Probe {
    if (typeof this.port === 'number') requirePort(scope, `${prop}.port`, this.port);
    if (isEmpty(this.timing)) return this.action;
    requireInteger(scope, `${prop}.initialDelaySeconds`, this.timing.initialDelaySeconds, 0);
    requireInteger(scope, `${prop}.periodSeconds`, this.timing.periodSeconds, 1);
    requireInteger(scope, `${prop}.timeoutSeconds`, this.timing.timeoutSeconds, 1);
    requireInteger(scope, `${prop}.failureThreshold`, this.timing.failureThreshold, 1);
    requireInteger(scope, `${prop}.successThreshold`, this.timing.successThreshold, 1);
    return { ...this.action, ...this.timing };
  }
}

/** How Kubernetes learns about the state of a container. */
export interface HealthChecks {
  /** A container that fails is restarted. @default - only a process that ends is restarted */
  readonly liveness?: Probe;
  /** A Pod whose container fails gets no traffic. @default - ready as soon as it runs */
  readonly readiness?: Probe;
  /** Until it succeeds the other two wait. @default - they begin at once */
  readonly startup?: Probe;
}
