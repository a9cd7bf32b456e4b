const { rmSync } = require("node:fs");

/** Takes the tests' temporary files away. */
module.exports = () => {
  rmSync(process.env.TMPDIR, { recursive: true, force: true, maxRetries: 3 });
};
