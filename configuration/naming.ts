/** The part of a physical name that an environment gives. */
export interface NameScope {
  readonly project: string;
  readonly environment: string;
}

/**
 * The physical name of a thing in AWS: `<project>-<environment>-<parts>`, joined by hyphens.
 * The user pool, the identity pool and their like are named by the scope alone.
 */
export function physicalName(scope: NameScope, ...parts: readonly string[]): string {
  return [scope.project, scope.environment, ...parts].join("-");
}
