import { clientDefaults } from "../shared/aws/client-defaults";
import { CognitoAccounts } from "../shared/directory/cognito-accounts";
import { countedLog } from "../shared/metrics/counted-log";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";
import { readSignUpSettings } from "./settings";

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured(
  "pre-sign-up",
  createHandler({
    settings: readSignUpSettings(process.env),
    accounts: new CognitoAccounts(clientDefaults()),
    log: countedLog(console),
  }),
);
