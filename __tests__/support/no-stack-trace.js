/**
 * In the place of cdktf's own: it takes a stack trace for every token, which nobody reads here, and Jest
 * would map each line of it back to TypeScript.
 */
exports.captureStackTrace = () => [];
