import { CommandError } from '../client/connection';
import { isCommunicationError } from '../wire/communication-error';

/** Whether an error says that another member cannot be reached, or does not do what it is asked for. */
export const isPeerError = (error: unknown): error is Error =>
  isCommunicationError(error) || error instanceof CommandError;
