import type { ServerFlags } from '../../simulator';
import type { Option } from '../options';

/** The option for the flag of that name. */
export const ANONYMOUS_AUTH_OPTION: Option = {
  kind: 'word',
  words: ['true', 'false'],
  description: 'flag of the API server: strangers are system:anonymous, or get 401',
};

/** Flags of the API server by the word of the option. */
export const serverFlagsOf = (word: string): Partial<ServerFlags> => ({ anonymousAuth: word === 'true' });
