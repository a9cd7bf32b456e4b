import { randomUUID } from "node:crypto";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  type CreateFunctionCommandInput,
  type InvokeCommandInput,
} from "@aws-sdk/client-lambda";
import type { LocalAws } from "../../tools/local-aws/local-aws";
import { zipOf } from "./zip";
import { administrator } from "./administrator";
import { signedFetch } from "./signed-fetch";

const role = "function";

/** A client of the local AWS that does not try again, so that tests see what happens. */
export async function lambdaClient({ endpoint, region }: LocalAws): Promise<LambdaClient> {
  await createRole(endpoint);
  return new LambdaClient({ endpoint, region, credentials: administrator, maxAttempts: 1 });
}

/** Lambda refuses functions whose role is not there or not for it. */
async function createRole(endpoint: string): Promise<void> {
  const statement = {
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  };
  const response = await signedFetch(endpoint, {
    service: "iam",
    region: "us-east-1",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      Action: "CreateRole",
      Version: "2010-05-08",
      RoleName: role,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    }).toString(),
  });
  if (!response.ok) throw new Error(await response.text());
}

/**
 * Uploads a function whose `index.js` is `code`.
 *
 * @returns its name, which no other test uses.
 */
export async function createFunction(
  client: LambdaClient,
  code: string | Readonly<Record<string, string>>,
  input: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const name = `function-${randomUUID()}`;
  const files = typeof code === "string" ? { "index.js": code } : code;
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: `arn:aws:iam::123456789012:role/${role}`,
      Code: { ZipFile: zipOf(files) },
      ...input,
    }),
  );
  return name;
}

/** What a caller of `Invoke` gets. */
export interface Invoked {
  readonly status: number | undefined;
  readonly functionError: string | undefined;
  /** Parsed; `undefined` when there is none. */
  readonly payload: unknown;
  /** The end of the log. */
  readonly log: string;
}

export async function invoke(
  client: LambdaClient,
  name: string,
  event: unknown = {},
  input: Partial<InvokeCommandInput> = {},
): Promise<Invoked> {
  const output = await client.send(
    new InvokeCommand({
      FunctionName: name,
      Payload: JSON.stringify(event),
      LogType: "Tail",
      ...input,
    }),
  );
  const payload = output.Payload?.transformToString() ?? "";
  return {
    status: output.StatusCode,
    functionError: output.FunctionError,
    payload: payload === "" ? undefined : JSON.parse(payload),
    log: Buffer.from(output.LogResult ?? "", "base64").toString("utf8"),
  };
}
