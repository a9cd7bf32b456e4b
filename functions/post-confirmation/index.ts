import { awsCollaborators } from "../shared/provisioning/aws-collaborators";
import { measured } from "../shared/metrics/measured";
import { createHandler } from "./handler";

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = measured("post-confirmation", createHandler(awsCollaborators(process.env)));
