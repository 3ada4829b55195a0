/** What people vote about. */
export interface Poll {
  readonly a: string;
  readonly b: string;
}

/** The poll of an image, by its tag: another one `after` the update of the workshop. */
export const pollOf = (tag: string | undefined): Poll =>
  tag === 'after' ? { a: 'Java', b: '.NET' } : { a: 'Cats', b: 'Dogs' };
