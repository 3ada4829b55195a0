/** What came out, for people and for machines. */
export { junitText } from './junit';
export { type Summary, summarize, summaryText } from './summary';
