import type { Coroutine, Process } from '../../process';
import { flagValue } from '../system/flags';
import { XDS_PORT } from './settings';

/** Where a proxy finds its control plane. */
export interface ControlPlaneAddress {
  readonly address: string;
  readonly port: number;
}

/** Name of the control plane in the file of a proxy. */
const CLUSTER = 'contour';

/** The file that a proxy begins with. Source: Envoy 1.35, config.bootstrap.v3; all but where the control plane is is left out. */
export function bootstrapText({ address, port }: ControlPlaneAddress): string {
  const endpoint = { address: { socket_address: { address, port_value: port } } };
  const clusters = [
    { name: CLUSTER, load_assignment: { cluster_name: CLUSTER, endpoints: [{ lb_endpoints: [{ endpoint }] }] } },
  ];
  return `${JSON.stringify({ static_resources: { clusters } }, undefined, 2)}\n`;
}

interface Bootstrap {
  readonly static_resources?: {
    readonly clusters?: readonly {
      readonly name?: string;
      readonly load_assignment?: {
        readonly endpoints?: readonly {
          readonly lb_endpoints?: readonly {
            readonly endpoint?: {
              readonly address?: {
                readonly socket_address?: { readonly address?: string; readonly port_value?: number };
              };
            };
          }[];
        }[];
      };
    }[];
  };
}

/** Where such a file says that the control plane is; undefined when it says nothing. @throws SyntaxError for what is no JSON */
export function readBootstrap(text: string): ControlPlaneAddress | undefined {
  const { static_resources: resources } = JSON.parse(text) as Bootstrap;
  const cluster = resources?.clusters?.find(({ name }) => name === CLUSTER);
  const { address, port_value: port } =
    cluster?.load_assignment?.endpoints?.[0]?.lb_endpoints?.[0]?.endpoint?.address?.socket_address ?? {};
  return address === undefined || port === undefined ? undefined : { address, port };
}

/** `contour bootstrap FILE`: writes the file that a proxy begins with. */
// eslint-disable-next-line require-yield -- It writes at once.
export function* bootstrap(process: Process): Coroutine<number> {
  const { argv, files } = process;
  const path = argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '/config/contour.json';
  const address = flagValue(argv, '--xds-address') ?? '127.0.0.1';
  files.write(path, bootstrapText({ address, port: Number(flagValue(argv, '--xds-port') ?? XDS_PORT) }));
  return 0;
}
