import { defaultGroups } from "../defaults";
import { parameterName } from "../output-parameters";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

export const parametersHaveNames: Rule = (
  { outputParameters, groups },
  { path, project, environment },
) => {
  if (outputParameters !== true) return [];
  const at = `${path}.outputParameters`;
  const problems: Problem[] = [];
  if (/^(?:aws|ssm)/.test(project)) {
    problems.push({
      path: at,
      value: true,
      rule: "AWS keeps names of parameters that begin with `aws` and `ssm` for itself, and these begin with the project's",
      fix: "remove outputParameters, or give the project another name",
    });
  }
  const taken = new Map<string, string>();
  for (const group of groups ?? defaultGroups) {
    const name = group?.name;
    if (name === undefined) continue;
    const parameter = parameterName({ project, environment }, "group_role_arns", name);
    const other = taken.get(parameter);
    taken.set(parameter, name);
    if (other === undefined || other === name) continue;
    problems.push({
      path: at,
      value: true,
      rule: `a parameter's name has letters, digits and \`._-\`, so that ${other} and ${name} would both be ${parameter}`,
      fix: "rename one of the groups, or remove outputParameters",
    });
  }
  return problems;
};
