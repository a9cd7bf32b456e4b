import { requiredVariable } from "../shared/aws/environment-variables";
import { edgeVariables } from "../shared/edge/edge-variables";
import { accessTokens } from "./access-tokens";
import { createHandler } from "./handler";
import { signInPages } from "./sign-in-pages";

const variables = edgeVariables();
const of = {
  userPoolId: requiredVariable(variables, "USER_POOL_ID"),
  clientId: requiredVariable(variables, "USER_POOL_CLIENT_ID"),
};

/** The function's entry point. Made once per execution environment, so that keys are asked for once. */
export const handler = createHandler({
  isGood: accessTokens(of),
  pages: signInPages(of),
  log: console,
});
