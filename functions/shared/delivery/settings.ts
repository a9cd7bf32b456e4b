import { requiredVariable, type Variables } from "../aws/environment-variables";

/** Where e-mail comes from. */
export interface SesSettings {
  /** `no-reply@example.com`, or `Example <no-reply@example.com>`. */
  readonly from: string;
  /** The Region of the SES identity. */
  readonly region: string;
}

/**
 * Reads `SES_FROM` and `SES_REGION`.
 *
 * @throws Error that names the variable which is missing.
 */
export function readSesSettings(variables: Variables): SesSettings {
  return {
    from: requiredVariable(variables, "SES_FROM"),
    region: requiredVariable(variables, "SES_REGION"),
  };
}
