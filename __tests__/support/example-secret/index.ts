import { requiredVariable } from "../../../functions/shared/aws/environment-variables";
import { parameterValue } from "../../../functions/shared/secrets/parameter-value";
import { secretValue } from "../../../functions/shared/secrets/secret-value";

const url = requiredVariable(process.env, "CRM_URL");
const crmKey = secretValue(requiredVariable(process.env, "CRM_KEY_SECRET_ID"));
const crmTeam = parameterValue(requiredVariable(process.env, "CRM_TEAM_PARAMETER"));

export const handler = async (): Promise<number> => {
  // What AWS and the CRM may take together.
  const signal = AbortSignal.timeout(3000);
  const [key, team] = await Promise.all([crmKey(signal), crmTeam(signal)]);
  const headers = { authorization: `Bearer ${key}`, team };
  return (await fetch(url, { headers, signal })).status;
};
