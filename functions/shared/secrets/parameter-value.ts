import { GetParameterCommand, SSMClient, type SSMClientConfig } from "@aws-sdk/client-ssm";
import { clientDefaults } from "../aws/client-defaults";
import { deadline } from "../aws/deadline";
import { kept, type ReadValue } from "./kept-value";

/**
 * Reads a parameter of Parameter Store, decrypted, and keeps it for five minutes. Make it once, outside
 * of the handler. Needs what `parameter` of `stacks/auth/bindings` grants.
 *
 * @param name from the variable that `parameter` sets.
 * @throws Error of the returned function when there is no parameter, or AWS does not answer in time. It
 *   never says what the value is.
 */
export function parameterValue(
  name: string,
  config: SSMClientConfig = clientDefaults(),
): ReadValue {
  const client = new SSMClient(config);
  client.middlewareStack.use(deadline());
  return kept(async (signal) => {
    const get = new GetParameterCommand({ Name: name, WithDecryption: true });
    const { Parameter } = await client.send(get, { abortSignal: signal });
    if (Parameter?.Value === undefined) throw new Error(`The parameter ${name} has no value`);
    return Parameter.Value;
  });
}
