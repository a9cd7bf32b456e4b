import { invalidParameter } from "../refusals";
import { SrpServer } from "./srp";

/** @throws {@link CognitoError} `InvalidParameterException` for a `SRP_A` that is none. */
export function srpServer(verifier: bigint, clientValue: string): SrpServer {
  try {
    return new SrpServer(verifier, clientValue);
  } catch (error) {
    if (error instanceof RangeError) throw invalidParameter("Invalid SRP_A value.");
    throw error;
  }
}
