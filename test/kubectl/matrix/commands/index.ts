import type { Section } from '../section';
import { administer } from './administer';
import { ask } from './ask';
import { change } from './change';
import { create } from './create';
import { describeKinds } from './describe';
import { get } from './get';
import { operate } from './operate';

/** The script: every section begins on a new cluster. */
export const script: readonly Section[] = [get, describeKinds, change, operate, create, administer, ask];
