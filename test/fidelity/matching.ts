/** Beginnings of the ids of transcripts that match but for moments: they stay so. */
export const matching: readonly string[] = ['AWSME', 'COINS', 'TACC', 'VOTE'];
