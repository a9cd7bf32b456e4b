import { absentCases } from "./absent-cases";
import { administrationCases } from "./administration-cases";
import { appClientCases } from "./app-client-cases";
import { signInCases } from "./sign-in-cases";
import { signUpCases } from "./sign-up-cases";
import { userPoolCases } from "./user-pool-cases";
import type { FidelityCase } from "./fidelity-case";

/** What the local AWS promises to answer as AWS does. */
export const fidelityCases: readonly FidelityCase[] = [
  ...signUpCases,
  ...signInCases,
  ...administrationCases,
  ...userPoolCases,
  ...appClientCases,
  ...absentCases,
];
