const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

/** Gives the tests a folder for temporary files: cdktf makes one for each app and leaves it. */
module.exports = () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), "gatehouse-tests-"));
};
