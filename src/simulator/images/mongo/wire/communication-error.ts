import { isSystemError, ResolutionError } from '../../../process';
import { BsonError } from '../bson/decode';
import { WireError } from './messages';

/** Whether an error says that another server cannot be talked to now. */
export const isCommunicationError = (error: unknown): error is Error =>
  isSystemError(error) || [ResolutionError, WireError, BsonError].some((type) => error instanceof type);
