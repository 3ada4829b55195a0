/** What the pages of the voting app show, and how somebody votes without a browser. */
import { answers, type Check } from '../../model';

/** The question of a poll. */
export interface Poll {
  readonly a: string;
  readonly b: string;
}

/** What is asked first. */
export const PETS: Poll = { a: 'Cats', b: 'Dogs' };

/** What is asked after the update. */
export const PLATFORMS: Poll = { a: 'Java', b: '.NET' };

/** The page on which people vote asks this. */
export const asksFor = ({ a, b }: Poll): Check => answers('{{url svc/vote}}', 200, `<h3>${a} vs ${b}!</h3>`);

/** The page on which people vote says which Pod serves it. */
export const servedBy = (pod: string): Check =>
  answers('{{url svc/vote}}', 200, `<div id="hostname">Processed by container ID ${pod}</div>`);

/** The result page is about this. */
export const resultAbout = ({ a, b }: Poll): Check =>
  answers('{{url svc/result}}', 200, `<title>${a} vs ${b} -- Result</title>`);

/** The result page shows how many have voted, and how many hundredths of them for the first. */
export const result = (total: string, percent: number): readonly Check[] => [
  answers('{{url svc/result}}', 200, `<div id="result">${total}</div>`),
  answers('{{url svc/result}}', 200, `<div class="stat" id="a">${percent}.0%</div>`),
];

/** A line for bash that votes: always the same voter, whose last vote counts. */
export const vote = (choice: 'a' | 'b'): string =>
  `curl -sf -b voter_id=me -d vote=${choice} {{url svc/vote}} >/dev/null`;

/** The result page shows one vote, for the second choice. */
export const answersDogs: Check = answers('{{url svc/result}}', 200, '<div class="stat" id="b">100.0%</div>');
