import { ConfigurationError } from "./configuration";
import { ExtensionError } from "./stacks/environment-stacks";
import { GraphqlError } from "./stacks/api/graphql-error";
import { GrantsError } from "./stacks/auth/function-grants";
import { DefinitionError } from "./stacks/connected/definition-error";
import { BundleError } from "./stacks/lambda/bundle";
import { fileProblem } from "./tools/console/explain";
import { HandlerError } from "./tools/composition/handlers";
import { InvariantError } from "./tools/composition/invariants";
import { LimitError } from "./tools/composition/limits";
import { TeamFileError } from "./tools/composition/team-files";
import { writtenWhole } from "./tools/composition/written-whole";
import { holdToLock } from "./tools/lock/comparison";
import { readLock } from "./tools/lock/lock";
import { LockError } from "./tools/lock/lock-error";

const explained = [
  TeamFileError,
  ConfigurationError,
  BundleError,
  GrantsError,
  GraphqlError,
  DefinitionError,
  ExtensionError,
  InvariantError,
  LimitError,
  HandlerError,
  LockError,
];

// cdktf takes a stack trace for every token; mapping each back to TypeScript costs a quarter of synth.
process.setSourceMapsEnabled(false);
async function main(): Promise<void> {
  // Loaded after that switch.
  const { compose } = await import("./tools/composition/compose");
  // cdktf's own name for the folder, and where it looks.
  writtenWhole(process.env["CDKTF_OUTDIR"] ?? "cdktf.out", (folder) => {
    // environments.ts and extend.ts become stacks, which are held to the lock and written.
    const { app, environments, notices } = compose(folder);
    const unlocked = holdToLock(readLock(), environments);
    for (const notice of [...notices, ...(unlocked === undefined ? [] : [unlocked])]) {
      process.stderr.write(`${notice}\n`);
    }
    app.synth();
  });
}

void main().catch((error: unknown) => {
  process.setSourceMapsEnabled(true);
  const isExplained = error instanceof Error && explained.some((type) => error instanceof type);
  const message = isExplained ? error.message : fileProblem(error);
  if (message === undefined) throw error;
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
});
