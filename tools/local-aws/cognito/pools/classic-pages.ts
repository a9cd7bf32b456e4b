import { createHash } from "node:crypto";
import { z } from "zod";
import * as input from "../input";
import { operation, type Call, type Cognito, type Operation } from "../operation";
import { invalidParameter } from "../refusals";

const named = z.object({ UserPoolId: input.userPoolId, ClientId: z.string().default("ALL") });
const schema = named.extend({ CSS: z.string().optional(), ImageFile: z.string().optional() });

/**
 * SetUICustomization, which moto has not. What is left out is taken away.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html
 */
export function setUICustomization(cognito: Cognito): Operation {
  return operation(cognito, "SetUICustomization", schema, async (call) => {
    const { UserPoolId, ClientId, CSS, ImageFile } = call.input;
    await expectClient(call);
    if (cognito.memory.domains.ofPool(UserPoolId).length === 0) {
      throw invalidParameter("There has to be an existing domain associated with this user pool");
    }
    const now = Date.now() / 1000;
    const pages = {
      UserPoolId,
      ClientId,
      ...(CSS !== undefined && { CSS, CSSVersion: new Date().toISOString() }),
      ...(ImageFile !== undefined && { ImageUrl: `https://local-aws/${digest(ImageFile)}` }),
      CreationDate: now,
      LastModifiedDate: now,
    };
    cognito.memory.classicPages.set(`${UserPoolId}/${ClientId}`, pages);
    return { UICustomization: pages };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUICustomization.html */
export function getUICustomization(cognito: Cognito): Operation {
  return operation(cognito, "GetUICustomization", named, async (call) => {
    const { UserPoolId, ClientId } = call.input;
    await expectClient(call);
    const { classicPages } = cognito.memory;
    return {
      UICustomization:
        classicPages.get(`${UserPoolId}/${ClientId}`) ??
        classicPages.get(`${UserPoolId}/ALL`) ??
        {},
    };
  });
}

/** The pool is there, and has the client. */
async function expectClient({ input, pools }: Call<z.output<typeof named>>): Promise<void> {
  await pools.pool(input.UserPoolId);
  if (input.ClientId !== "ALL") await pools.clientIn(input.UserPoolId, input.ClientId);
}

function digest(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 16);
}
