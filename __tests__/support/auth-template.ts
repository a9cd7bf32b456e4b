/** @functions post-confirmation reconcile-users */
import { Testing } from "cdktf";
import { AuthStack } from "../../stacks/auth-stack";
import type { Environment, EnvironmentParts } from "../../configuration";
import { environmentWith } from "./environments";
import { Template } from "./template";

/** The auth stack of an environment, synthesized and validated, as Terraform will read it. */
export function authTemplate(environment: Environment): Template {
  return new Template(Testing.synth(new AuthStack(Testing.app(), environment), true));
}

/** The auth stack of `dev` with `parts`. */
export function authTemplateWith(parts: EnvironmentParts = {}): Template {
  return authTemplate(environmentWith(parts));
}
