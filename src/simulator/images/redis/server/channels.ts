import { globExpression } from '../data/glob';
import { PushReply } from '../protocol/reply';
import type { Session } from './session';

/** Who listens to what: channels by name and by pattern. */
export class Channels {
  private readonly listeners = new Map<string, Set<Session>>();
  private readonly patterns = new Map<string, { readonly expression: RegExp; readonly sessions: Set<Session> }>();

  /** Patterns that somebody listens to. */
  get patternCount(): number {
    return this.patterns.size;
  }

  /** Channels that somebody listens to by name. */
  get names(): readonly string[] {
    return [...this.listeners.keys()];
  }

  /** Those who listen to a channel by name. */
  count(channel: string): number {
    return this.listeners.get(channel)?.size ?? 0;
  }

  subscribe(session: Session, channel: string): void {
    if (session.channels.has(channel)) return;
    session.channels.add(channel);
    const sessions = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, sessions.add(session));
  }

  unsubscribe(session: Session, channel: string): void {
    session.channels.delete(channel);
    const sessions = this.listeners.get(channel);
    sessions?.delete(session);
    if (sessions?.size === 0) this.listeners.delete(channel);
  }

  subscribePattern(session: Session, pattern: string): void {
    if (session.patterns.has(pattern)) return;
    session.patterns.add(pattern);
    const entry = this.patterns.get(pattern) ?? { expression: globExpression(pattern), sessions: new Set<Session>() };
    entry.sessions.add(session);
    this.patterns.set(pattern, entry);
  }

  unsubscribePattern(session: Session, pattern: string): void {
    session.patterns.delete(pattern);
    const sessions = this.patterns.get(pattern)?.sessions;
    sessions?.delete(session);
    if (sessions?.size === 0) this.patterns.delete(pattern);
  }

  /** Sends a message to all who listen; returns how many that were. */
  publish(channel: string, message: string): number {
    let count = 0;
    for (const session of this.listeners.get(channel) ?? []) {
      session.send(new PushReply(['message', channel, message]));
      count += 1;
    }
    for (const [pattern, { expression, sessions }] of this.patterns) {
      if (!expression.test(channel)) continue;
      for (const session of sessions) {
        session.send(new PushReply(['pmessage', pattern, channel, message]));
        count += 1;
      }
    }
    return count;
  }

  /** Forgets a client that has gone. */
  forget(session: Session): void {
    for (const channel of [...session.channels]) this.unsubscribe(session, channel);
    for (const pattern of [...session.patterns]) this.unsubscribePattern(session, pattern);
  }
}
