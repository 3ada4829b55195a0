import { type Coroutine, isSystemError } from '../../process';
import { ApiError, type KubernetesClient } from '../clients/kubernetes/client';
import type { BalancerAddress, Ingress } from './cluster-objects';

const textOf = (addresses: readonly BalancerAddress[] = []): string =>
  addresses.map(({ ip = '', hostname = '' }) => `${ip} ${hostname}`).join();

/** Ingresses whose status does not say `addresses`. */
export const withOtherAddress = (
  ingresses: readonly Ingress[],
  addresses: readonly BalancerAddress[],
): readonly Ingress[] => ingresses.filter(({ status }) => textOf(status?.loadBalancer?.ingress) !== textOf(addresses));

/** Writes the address of the proxies into an Ingress; returns the words of a refusal. */
export function* writeAddress(
  client: KubernetesClient,
  ingress: Ingress,
  addresses: readonly BalancerAddress[],
): Coroutine<string | undefined> {
  const { namespace = '', name } = ingress.metadata;
  const ingressAddresses = addresses.map(({ ip, hostname }) => (ip === undefined ? { hostname } : { ip }));
  const status = { loadBalancer: { ingress: ingressAddresses } };
  const object = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', ...ingress, status };
  try {
    yield* client.call('PUT', `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}/status`, object);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError || isSystemError(error)) return error.message;
    throw error;
  }
}
