import { clientDefaults, TRIGGER_PATIENCE } from "../shared/aws/client-defaults";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { directoryUrl } from "./directory-url";
import { createHandler } from "./handler";
import { HttpsSource } from "./https-source";
import { readMigrationSettings, type MigrationSettings } from "./settings";
import { UserPoolSource } from "./user-pool-source";
import type { UserSource } from "./user-source";

const settings = readMigrationSettings(process.env);

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "user-migration",
  createHandler({ settings, source: sourceOf(settings), log: countedLog(console) }),
);

function sourceOf({ from }: MigrationSettings): UserSource {
  if (from.kind === "https") {
    return new HttpsSource(directoryUrl(from.url));
  }
  const { userPoolArn, clientId } = from;
  return new UserPoolSource({
    userPoolArn,
    clientId,
    lookup: clientDefaults(),
    passwordCheck: clientDefaults({ ...TRIGGER_PATIENCE, answer: 2500, attempts: 1 }),
  });
}
