import { Testing } from "cdktf";
import type { Construct } from "constructs";
import { Template } from "./template";

/** What `build` makes in an empty stack, synthesized. */
export function constructTemplate(build: (scope: Construct) => void): Template {
  return new Template(
    Testing.synthScope((scope) => {
      build(scope);
    }),
  );
}
