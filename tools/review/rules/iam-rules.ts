import { iamPolicyAttached, iamPolicyDetached } from "./iam-attachments";
import { iamFunctionCallers, iamFunctionUrl } from "./iam-function-callers";
import { iamFunctionRole } from "./iam-function-role";
import { iamIdentityPoolRoles, iamGroupRole } from "./iam-identity-pool-roles";
import { iamIdentityProviderWidened } from "./iam-identity-providers";
import { iamKeyGrant } from "./iam-key-grants";
import { iamLongLivedKeys } from "./iam-long-lived-keys";
import { iamPermissionRemoved, iamTrustWidened, iamWidened } from "./iam-policies";
import { iamPublicBucket } from "./iam-public-bucket";
import { iamBoundaryChanged, iamSessionLonger } from "./iam-role-limits";
import type { Rule } from "./rule";

/** Who may do what, and what that change does to it. */
export const iamRules: readonly Rule[] = [
  iamWidened,
  iamTrustWidened,
  iamPermissionRemoved,
  iamPolicyAttached,
  iamPolicyDetached,
  iamBoundaryChanged,
  iamSessionLonger,
  iamFunctionCallers,
  iamFunctionUrl,
  iamFunctionRole,
  iamIdentityPoolRoles,
  iamGroupRole,
  iamIdentityProviderWidened,
  iamLongLivedKeys,
  iamKeyGrant,
  iamPublicBucket,
];
