/** What the app sees of a challenge: the same for everybody, known or not. */
export const PUBLIC_PARAMETERS = { challenge: "ONE_TIME_CODE", medium: "EMAIL" } as const;

/** Answers that a user may give to one code. */
export const ATTEMPTS = 3;
