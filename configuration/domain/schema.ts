import { z } from "zod";
import { hostedZoneId, kind } from "../schema-blocks";
import { certificateArn } from "../values/arn";
import { domainName, domainPrefix } from "../values/domain";
import { projectFile } from "../values/project-file";

/** Files for the classic pages. */
export const uiCustomization = z.strictObject({
  cssFile: kind(projectFile("cssFile", [".css"])).optional(),
  imageFile: kind(projectFile("imageFile", [".png", ".jpg", ".jpeg"])).optional(),
});

/** What each value of a domain must be. */
export const domain = z.strictObject({
  prefix: kind(domainPrefix).optional(),
  name: kind(domainName).optional(),
  certificateArn: kind(certificateArn).optional(),
  hostedZoneId: hostedZoneId.optional(),
  managedLoginVersion: z.literal([1, 2]).optional(),
  uiCustomization: uiCustomization.optional(),
});
