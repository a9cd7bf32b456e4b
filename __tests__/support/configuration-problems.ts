import { ConfigurationError, type Problem, resolveConfiguration } from "../../configuration";
import { awsEnvironment } from "./environments";

/** What is wrong with an environment on AWS that has these parts; nothing where it is right. */
export function problemsOf(parts: Readonly<Record<string, unknown>>): readonly Problem[] {
  try {
    resolveConfiguration({
      project: "acme",
      environments: { dev: { ...awsEnvironment, ...parts } },
    });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
