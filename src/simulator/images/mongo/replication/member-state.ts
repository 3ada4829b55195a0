/** What a member is at the moment. Source: MongoDB, src/mongo/db/repl/member_state.h. */
export type MemberState =
  'STARTUP' | 'PRIMARY' | 'SECONDARY' | 'RECOVERING' | 'STARTUP2' | 'DOWN' | 'ROLLBACK' | 'REMOVED';

/** Numbers under which members tell each other their states. */
export const STATE_NUMBERS: Readonly<Record<MemberState, number>> = {
  STARTUP: 0,
  PRIMARY: 1,
  SECONDARY: 2,
  RECOVERING: 3,
  STARTUP2: 5,
  DOWN: 8,
  ROLLBACK: 9,
  REMOVED: 10,
};

/** The state with a number. */
export const stateOf = (number: number): MemberState =>
  (Object.keys(STATE_NUMBERS) as MemberState[]).find((name) => STATE_NUMBERS[name] === number) ?? 'STARTUP';
