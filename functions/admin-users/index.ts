import { awsAdministration } from "../shared/administration/aws-administration";
import { requiredVariable } from "../shared/aws/environment-variables";
import { httpHandler } from "../shared/http/http-handler";
import { measured } from "../shared/metrics/measured";
import { adminRoutes } from "./handler";

const administration = awsAdministration({
  userPoolId: requiredVariable(process.env, "USER_POOL_ID"),
  userTableName: requiredVariable(process.env, "USER_TABLE_NAME"),
  bucket: requiredVariable(process.env, "ATTACHMENTS_BUCKET_NAME"),
});

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured("admin-users", httpHandler(adminRoutes(administration)));
