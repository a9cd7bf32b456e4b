import { z } from "zod";
import { hostedZoneId, kind } from "../schema-blocks";
import { sesIdentityArn } from "../values/arn";
import { emailAddress, emailDomain, mailbox } from "../values/email-address";
import { configurationSetName } from "../values/resource-name";

/** What each value of who sends must be. */
export const email = z.strictObject({
  sendingAccount: z.enum(["COGNITO_DEFAULT", "DEVELOPER"]),
  sourceArn: kind(sesIdentityArn).optional(),
  from: kind(mailbox).optional(),
  replyTo: kind(emailAddress("replyTo")).optional(),
  configurationSet: kind(configurationSetName).optional(),
  sesIdentity: z
    .strictObject({
      domain: kind(emailDomain("the domain of an SES identity")),
      hostedZoneId: hostedZoneId.optional(),
      mailFromDomain: kind(emailDomain("mailFromDomain")).optional(),
    })
    .optional(),
});
