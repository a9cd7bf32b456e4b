const { default: Sequencer } = require("@jest/test-sequencer");
const { readFileSync } = require("node:fs");

/**
 * Begins with the files that give their tests most time: with one of them left for the end, one worker would
 * work while the others wait. Jest knows how long files take only where it has run before.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const limits = new Map(tests.map(({ path }) => [path, minutesOf(path)]));
    return super.sort(tests).sort((one, other) => limits.get(other.path) - limits.get(one.path));
  }
};

/** What all limits of a file's tests come to. */
function minutesOf(file) {
  const limits = readFileSync(file, "utf8").matchAll(/(\d+) \* minutes/g);
  return [...limits].reduce((sum, [, minutes]) => sum + Number(minutes), 0);
}
