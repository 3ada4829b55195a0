import {
  type Coroutine,
  type DnsAnswer,
  type DnsType,
  isSystemError,
  readResolverSettings,
  resolve,
  ResolutionError,
} from '../../process';
import type { ToolCall } from './tool';

/** Whether it is an IPv4 address. */
export const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);

/** The name that is asked for to learn the name of an address. */
export const reverseName = (address: string): string => `${address.split('.').reverse().join('.')}.in-addr.arpa`;

/** A name as tools show it: without the dot of the root. */
export const withoutDot = (name: string): string => name.replace(/\.$/, '');

/** Asks a server; undefined when it does not answer. */
export function* ask(
  call: ToolCall,
  name: string,
  type: DnsType,
  server: string | undefined,
): Coroutine<DnsAnswer | undefined> {
  try {
    return yield* call.process.network.query(withoutDot(name), type, server);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** Address of a server that was named by name or address; without one, of the first that the resolver has. */
export function* serverAddress(call: ToolCall, given: string | undefined): Coroutine<string | undefined> {
  if (given === undefined) return readResolverSettings(call.process.files).servers[0];
  if (isAddress(given)) return given;
  try {
    return (yield* resolve(call.process, given))[0];
  } catch (error) {
    if (error instanceof ResolutionError) return given;
    throw error;
  }
}
