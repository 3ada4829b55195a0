import type { Endpoint } from '../../api';

/** How an endpoint is called below its Service. Source: CoreDNS 1.13, plugin/kubernetes `endpointHostname`. */
export const endpointName = ({ hostname }: Endpoint, address: string): string =>
  hostname === undefined || hostname === '' ? address.replace(/\./g, '-') : hostname;
