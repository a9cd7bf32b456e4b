import type { Interceptor } from "../interceptor";
import { bucketLifecycle } from "./bucket-lifecycle";
import { bucketPolicy } from "./bucket-policy";
import { eventInvokeConfig } from "./event-invoke-config";
import { forgottenSettings } from "./forgotten-settings";
import { functionConfiguration } from "./function-configuration";
import { functionVariables } from "./function-variables";
import { identityPoolClassicFlow } from "./identity-pool-classic-flow";
import { identityPoolGuests } from "./identity-pool-guests";
import { identityPoolIdentities } from "./identity-pool-identities";
import { identityPoolPages } from "./identity-pool-pages";
import { identityPoolProviders } from "./identity-pool-providers";
import { identityPoolRoles } from "./identity-pool-roles";
import { identityPoolPrincipalTags } from "./identity-pool-tags";
import { logGroupClass } from "./log-group-class";
import { poolTags } from "./pool-tags";
import { queueAttributes } from "./queue-attributes";
import { queryDefinitions } from "./query-definitions";
import { roleDescription } from "./role-description";
import { roleQuota } from "./role-quota";
import { sesSenders } from "./ses-senders";
import { unimplementedOperations } from "./unimplemented-operations";
import { userPoolIds } from "./user-pool-ids";
import { userPoolTier } from "./user-pool-tier";

/** Closes the gaps between moto 5.2.1 and what Terraform expects of AWS. Each has its own state. */
export function motoGaps(): readonly Interceptor[] {
  return [
    identityPoolRoles(),
    identityPoolPrincipalTags(),
    identityPoolGuests(),
    identityPoolProviders(),
    identityPoolPages(),
    identityPoolIdentities(),
    identityPoolClassicFlow(),
    ...poolTags(),
    userPoolTier(),
    ...forgottenSettings(),
    functionVariables(),
    functionConfiguration(),
    eventInvokeConfig(),
    logGroupClass(),
    queryDefinitions(),
    queueAttributes(),
    roleDescription(),
    roleQuota(),
    sesSenders(),
    bucketLifecycle(),
    bucketPolicy(),
    // Next to moto: the others see its pools by the ids that clients know, and what it means.
    userPoolIds(),
    unimplementedOperations(),
  ];
}
