/**
 * Whether to try what every night tries (`GATEHOUSE_TESTS=thorough`): more of the same kind, where the tests of
 * every change try some of each kind.
 */
export const isThorough = process.env["GATEHOUSE_TESTS"] === "thorough";
