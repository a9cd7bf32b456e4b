import type { SesSenderInput } from "../../../configuration";
import type { Binding } from "../../lambda/binding";

/**
 * What a function needs to send e-mail through an SES identity, from its one address: `SES_FROM`, with
 * the display name if there is one, and `SES_REGION`, where the identity is.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
 */
export function sesIdentity({ from, sourceArn }: SesSenderInput): Binding {
  const [, , , region = ""] = sourceArn.split(":");
  return {
    environment: { SES_FROM: from, SES_REGION: region },
    statements: [
      {
        sid: "SendEmail",
        actions: ["ses:SendEmail"],
        resources: [sourceArn],
        conditions: { StringEquals: { "ses:FromAddress": addressIn(from) } },
      },
    ],
  };
}

/** `no-reply@example.com` of `Example <no-reply@example.com>`, which is all that SES compares. */
function addressIn(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}
