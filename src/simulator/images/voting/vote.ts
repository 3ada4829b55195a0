import { type HttpHandler, type Process, type Program, readBodyText } from '../../process';
import { flaskErrorPage } from '../flask/error-pages';
import { flaskRouter } from '../flask/flask-app';
import { withRedis } from '../flask/redis-access';
import { VOTING_VOTE } from '../pages.generated';
import { fillPage, pageAnswer } from '../web/answers';
import { gunicorn } from './gunicorn';
import type { Poll } from './poll';

/** Processor time of an answer. */
const ANSWER_MS = 2;

const HEX_DIGITS = 15;

function cookieOf(header: string | undefined, name: string): string | undefined {
  const cookies = (header ?? '').split(';').map((each) => each.trim());
  return cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** A vote as it waits for the worker. */
const voteText = (voterId: string, vote: string): string =>
  `{"vote": ${JSON.stringify(vote)}, "voter_id": ${JSON.stringify(voterId)}}`;

/** The page on which people vote: OPTION_A and OPTION_B replace what it asks. Source: example-voting-app, vote/app.py. */
const voteApplication =
  (poll: Poll) =>
  (process: Process): HttpHandler => {
    const { env, machine, random } = process;
    const [a, b] = [env.get('OPTION_A') ?? poll.a, env.get('OPTION_B') ?? poll.b];
    const newVoter = (): string => {
      const digits = Array.from({ length: HEX_DIGITS }, () => random.below(16).toString(16));
      return digits.join('');
    };
    const page = (voterId: string, vote?: string) => {
      const state = (option: string): string => (vote === option ? 'disabled' : '');
      const values = { a, b, hostname: machine.hostname, stateA: state('a'), stateB: state('b') };
      const answer = pageAnswer(fillPage(VOTING_VOTE, { ...values, state: vote === undefined ? '' : 'voted' }));
      return { ...answer, headers: { ...answer.headers, 'set-cookie': `voter_id=${voterId}; Path=/` } };
    };
    const router = flaskRouter(process, {
      '/': {
        *GET({ headers }) {
          yield* process.compute(ANSWER_MS);
          return page(cookieOf(headers.cookie, 'voter_id') ?? newVoter());
        },
        *POST({ headers, body }) {
          yield* process.compute(ANSWER_MS);
          const vote = new URLSearchParams(yield* readBodyText(body)).get('vote');
          if (vote === null) return flaskErrorPage(400);
          const voterId = cookieOf(headers.cookie, 'voter_id') ?? newVoter();
          yield* withRedis(process, 'redis', (redis) => redis.command('RPUSH', 'votes', voteText(voterId, vote)));
          return page(voterId, vote);
        },
      },
    });
    return (request) => router.handle(request);
  };

export const voteServer = (poll: Poll): Program => gunicorn(voteApplication(poll));
