import { awsCollaborators } from "../shared/provisioning/aws-collaborators";
import { createHandler } from "./handler";

/** The function's entry point. Made once per execution environment, so connections are reused. */
export const handler = createHandler(awsCollaborators(process.env));
