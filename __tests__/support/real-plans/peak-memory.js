const { appendFileSync } = require("node:fs");

/**
 * Loaded into a process by `NODE_OPTIONS`: appends the most memory that it has had at once, in KiB, to
 * the file that `PEAK_MEMORY_FILE` names, on a line of its own.
 */
process.on("exit", () => {
  appendFileSync(process.env.PEAK_MEMORY_FILE, `${process.resourceUsage().maxRSS}\n`);
});
