import { apiDomainIsInTheRegion } from "./http-api";
import {
  adoptedIsThere,
  adoptedOnce,
  existingPoolIsNotTouched,
  poolIsInTheRegion,
} from "./adoption";
import { guestsAreLetIn, principalTagsAreSafe, roleRulesAreSafe } from "./access";
import { clientAttributes, tokenValidities } from "./app-clients";
import {
  domainIsOne,
  domainIsUsed,
  domainsDiffer,
  pagesOfTheVersion,
  prefixIsAllowed,
} from "./domain";
import {
  clientFitsItsKind,
  resourceServersDiffer,
  rotationIsWhole,
  scopesAreThere,
} from "./client-kinds";
import { differencesAreBetweenEnvironments } from "./expected-differences";
import { emailSender, identitiesDiffer, madeIdentityCanSend } from "./email";
import { expressions } from "./expressions";
import {
  choiceHasAClient,
  emailMfaIsSentByYou,
  firstFactorsAreWhole,
  firstFactorsGoWithMfa,
  mfaHasAFactor,
  passkeysWithTextMessagesHaveMfa,
  recoveryIsNotTheSecondFactor,
  textMessagesAreAFactor,
} from "./factors";
import { functionFolders } from "./function-folders";
import { cognitoSetsTheTime, layersFit } from "./functions";
import { accountsWithProviderAreUsed, deployRolesStayApart } from "./github";
import { graphqlNamesWhatIsThere } from "./graphql";
import { groupAttributeCanBeRead, groupsDiffer, signUpGroupsExist } from "./groups";
import {
  loginProvidersAreThere,
  mappedAttributesCanBeWritten,
  metadataAreNamedOnce,
  providerNamesDiffer,
  providersAreAllowed,
  secretsAreNamedOnce,
} from "./identity-providers";
import { projectFiles } from "./project-files";
import { parametersHaveNames } from "./output-parameters";
import { messagesAreSent } from "./messages";
import { placeIsComplete, protectionHasAReason, sharedStates } from "./place";
import {
  claimsAreOurs,
  linkedUsersCanBeWritten,
  messageLanguage,
  migrationSource,
  recipesHaveReaders,
} from "./recipes";
import type { NamedRule } from "./rule";
import { sendersAreInReach, sendersAreOfTheAccount, sendersOwnTheirAddress } from "./senders";
import { keyIsInTheRegion, keyOfTheBucket, sharedBuckets } from "./state-buckets";
import { takeoverActionsCanBeTaken, threatProtectionIsOn } from "./threat-protection";
import { tierHasTheFeatures } from "./tier";
import {
  challengesComeTogether,
  customAuthHasItsTriggers,
  messageOrSender,
  messagesAreSentByYou,
  migrationSeesPasswords,
  scopesReachAnAccessToken,
} from "./triggers";
import {
  customAttributeConstraints,
  immutableAttributesAreGiven,
  requiredAttributesCanBeGiven,
  signInNames,
} from "./user-pool";
import { tableColumns } from "./user-table";
import { webAclIsHere } from "./waf";
import { waysIn } from "./ways-in";

/**
 * What values must be to each other: `within` an environment, or `across` all and what is around them.
 * Each has a case that breaks it in `__tests__/configuration/rules.test.ts`.
 */
export const rules: readonly NamedRule[] = [
  {
    within: placeIsComplete,
    why: "An environment on AWS needs an account, a Region and a place for its state; a local one has no account and no remote state.",
    see: "docs/decisions/006-the-local-environment-stays-local.md",
  },
  {
    within: keyOfTheBucket,
    why: "The state bucket that bootstrap makes has a KMS key of its own, and takes no other.",
    see: "docs/decisions/018-the-state-stack-and-deploy-roles.md",
  },
  {
    within: keyIsInTheRegion,
    why: "S3 takes a KMS key of the bucket's own Region only.",
    see: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  },
  {
    within: protectionHasAReason,
    why: "Without protection one apply can delete every user, so protection goes off for a written reason only.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html",
  },
  {
    within: signInNames,
    why: "Cognito takes addresses as usernames, or aliases beside usernames, but not both.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases",
  },
  {
    within: requiredAttributesCanBeGiven,
    why: "Only Cognito says that an address is verified, so no sign-up can be required to say it.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
  },
  {
    within: immutableAttributesAreGiven,
    why: "An attribute that nobody can change is given at sign-up or never, so it is required.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
  },
  {
    within: customAttributeConstraints,
    why: "Each type of attribute has its own limits, and without them the AWS provider would replace the pool later.",
    see: "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/cognito_user_pool",
  },
  {
    within: tierHasTheFeatures,
    why: "A tier that is stated has all features that the environment asks for.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html",
  },
  {
    within: mfaHasAFactor,
    why: "MFA needs a second factor, and without MFA there is none.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
  },
  {
    within: firstFactorsAreWhole,
    why: "The first factors always include the password, each stands once, and a passkey is for one domain.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html",
  },
  {
    within: firstFactorsGoWithMfa,
    why: "Cognito asks for no second factor after a code or a passkey, so it takes neither where everybody needs one.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
  },
  {
    within: choiceHasAClient,
    why: "Users choose among first factors in the flow USER_AUTH only.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html",
  },
  {
    within: emailMfaIsSentByYou,
    why: "Cognito sends a second factor by e-mail only through an SES identity of your own.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html",
  },
  {
    within: recoveryIsNotTheSecondFactor,
    why: "Where codes of a second factor go to a mailbox or a telephone, Cognito wants another way to a new password.",
    see: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html",
  },
  {
    within: textMessagesAreAFactor,
    why: "Where a pool sends text messages and has MFA, the AWS provider makes them a second factor.",
    see: "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/cognito_user_pool",
  },
  {
    within: passkeysWithTextMessagesHaveMfa,
    why: "Where a pool has passkeys, the AWS provider makes text messages a second factor even without MFA, and Cognito refuses that.",
    see: "docs/decisions/038-factors-and-what-the-provider-makes-of-them.md",
  },
  {
    within: messagesAreSent,
    why: "A text that no user is ever sent is a mistake.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html",
  },
  {
    within: threatProtectionIsOn,
    why: "While threat protection is off, Cognito does nothing about threats.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html",
  },
  {
    within: takeoverActionsCanBeTaken,
    why: "Cognito asks for a second factor by risk only where MFA is optional, and tells users only where there is a text for it.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-adaptive-authentication.html",
  },
  {
    within: emailSender,
    why: "Cognito's own sender has no settings; a sender of your own is one SES identity and one of its addresses.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
  },
  {
    within: madeIdentityCanSend,
    why: "An SES identity sends from addresses of its own domain, in a Region that has SES.",
    see: "https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html",
  },
  {
    within: tokenValidities,
    why: "Cognito has limits for the life of each token, and none lives longer than the refresh token it came from.",
    see: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html",
  },
  {
    within: clientAttributes,
    why: "A client reads and writes attributes that the pool has, and Cognito alone writes that an address is verified.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-attribute-permissions-and-scopes",
  },
  {
    within: waysIn,
    why: "A new user can sign up, sign in, and come back after losing the password.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html",
  },
  {
    within: clientFitsItsKind,
    why: "People need a page to come back to; a machine needs a secret and scopes, and has no page.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html",
  },
  {
    within: scopesAreThere,
    why: "A client asks for scopes that a resource server has.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html",
  },
  {
    within: resourceServersDiffer,
    why: "Two resource servers with one identifier would give scopes of the same name.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html",
  },
  {
    within: rotationIsWhole,
    why: "Only a refresh token that is rotated has a period of grace.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html#using-the-refresh-token-rotation",
  },
  {
    within: secretsAreNamedOnce,
    why: "A provider's secret is kept in one place, and named there.",
    see: "docs/decisions/037-secrets-of-providers-are-named.md",
  },
  {
    within: metadataAreNamedOnce,
    why: "Cognito takes the metadata of a SAML provider from a URL or from a file, not from both.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managing-saml-idp.html",
  },
  {
    within: providerNamesDiffer,
    why: "Usernames begin with the name of the provider, so no two providers share one.",
    see: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html",
  },
  {
    within: loginProvidersAreThere,
    why: "The identity pool takes a provider's tokens for the app that the user pool has with that provider.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html",
  },
  {
    within: providersAreAllowed,
    why: "A client allows providers that are there, and each provider is allowed by a client.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html",
  },
  {
    within: mappedAttributesCanBeWritten,
    why: "Cognito writes what a provider says at each sign-in, which fails where it cannot be written.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html",
  },
  {
    within: domainIsOne,
    why: "A pool's domain is a prefix under Amazon's domain, or a name of your own with its certificate.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html",
  },
  {
    within: domainIsUsed,
    why: "A domain at which no client signs in is a mistake.",
    see: "docs/decisions/036-a-client-brings-its-domain.md",
  },
  {
    within: prefixIsAllowed,
    why: "The default prefix is made of the names of project and environment, and AWS keeps some words for itself.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html",
  },
  {
    within: pagesOfTheVersion,
    why: "CSS and logo are for the classic pages; the newer pages take neither.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html",
  },
  {
    within: groupsDiffer,
    why: "A role is named after each group, and the lowest precedence chooses the role, so groups differ in both.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html#assigning-precedence-values-to-groups",
  },
  {
    within: signUpGroupsExist,
    why: "A new user goes into a group that exists.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html",
  },
  {
    within: groupAttributeCanBeRead,
    why: "The attribute that names a new user's group is a text that the pool has and a sign-up can carry.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-attribute-permissions-and-scopes",
  },
  {
    within: guestsAreLetIn,
    why: "Rights of guests do nothing while no guests are let in.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
  },
  {
    within: roleRulesAreSafe,
    why: "A rule hands out the role of a group that exists, and goes by no claim that users can write.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html",
  },
  {
    within: principalTagsAreSafe,
    why: "A tag says who somebody is, so it copies no claim that users can write.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/attributes-for-access-control.html",
  },
  {
    within: tableColumns,
    why: "Each attribute has a column of its own in the user table.",
    see: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.CoreComponents.html",
  },
  {
    within: cognitoSetsTheTime,
    why: "Cognito waits 5 seconds for a trigger, whatever Lambda is told.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
  },
  {
    within: layersFit,
    why: "A function's layers are in its own Region, each in one version.",
    see: "https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html",
  },
  {
    within: graphqlNamesWhatIsThere,
    why: "The API names groups that exist, and users write no field that something else writes.",
    see: "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
  },
  {
    within: webAclIsHere,
    why: "A web ACL protects what is in its own account and Region.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-waf.html",
  },
  {
    within: parametersHaveNames,
    why: "AWS keeps parameters that begin with `aws` or `ssm` for itself, and two outputs cannot share a name.",
    see: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
  },
  {
    within: apiDomainIsInTheRegion,
    why: "An HTTP API takes a certificate of its own account and Region.",
    see: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html",
  },
  {
    within: challengesComeTogether,
    why: "A custom sign-in goes through three triggers, so it needs all of them.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html",
  },
  {
    within: customAuthHasItsTriggers,
    why: "Only the flow CUSTOM_AUTH calls the challenge triggers, and it cannot do without them.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html",
  },
  {
    within: migrationSeesPasswords,
    why: "A migration needs the password, which a client with SRP never sends.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html",
  },
  {
    within: messageOrSender,
    why: "Where a function of yours sends the e-mail, Cognito asks no function for its text.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html",
  },
  {
    within: messagesAreSentByYou,
    why: "Cognito takes the text of an e-mail from a function only where it sends through an SES identity of your own.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html",
  },
  {
    within: scopesReachAnAccessToken,
    why: "Scopes are in the access token, which the first version of the event does not reach.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html",
  },
  {
    within: recipesHaveReaders,
    why: "Settings that no function reads are a mistake, and so is a function without the settings that it needs.",
    see: "docs/triggers.md",
  },
  {
    within: migrationSource,
    why: "Users come from a pool of the same account or from a directory over HTTPS, and each kind has its own settings.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html",
  },
  {
    within: claimsAreOurs,
    why: "A function cannot change the claims that Cognito writes itself.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html#user-pool-lambda-pre-token-generation-exclude-claims",
  },
  {
    within: linkedUsersCanBeWritten,
    why: "Linking a user writes to the one who is there, and an immutable attribute refuses that.",
    see: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html",
  },
  {
    within: messageLanguage,
    why: "The attribute that holds a user's language is one that the pool has.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html",
  },
  {
    within: sendersOwnTheirAddress,
    why: "SES sends from the addresses of an identity, and refuses all others.",
    see: "https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html",
  },
  {
    within: sendersAreInReach,
    why: "Cognito sends with SES in the pool's own Region, or in one of three others.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
  },
  {
    within: sendersAreOfTheAccount,
    why: "Cognito sends with a role of the pool's own account, and asks SES there for the identity.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-ses-authorization-to-send-email.html",
  },
  {
    within: adoptedIsThere,
    why: "What is adopted becomes a resource that the environment has.",
    see: "https://developer.hashicorp.com/terraform/language/import",
  },
  {
    within: poolIsInTheRegion,
    why: "A pool is reached in its own Region, which must be the environment's.",
    see: "https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html",
  },
  {
    within: existingPoolIsNotTouched,
    why: "An environment does not change a pool that stays somebody else's.",
    see: "docs/decisions/055-a-pool-that-exists-already.md",
  },
  {
    across: sharedStates,
    why: "Two environments in one state would each destroy what the other has.",
    see: "https://developer.hashicorp.com/terraform/language/backend/s3",
  },
  {
    across: sharedBuckets,
    why: "Environments that share a state bucket agree on who makes it, and on its account and Region.",
    see: "docs/decisions/018-the-state-stack-and-deploy-roles.md",
  },
  {
    across: deployRolesStayApart,
    why: "A deploy role reaches everything whose name begins with its environment's, so in one account `dev-2` cannot stand beside `dev`.",
    see: "docs/decisions/018-the-state-stack-and-deploy-roles.md",
  },
  {
    across: accountsWithProviderAreUsed,
    why: "`accountsWithProvider` names accounts of environments, and any other is a typing mistake.",
    see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
  },
  {
    across: differencesAreBetweenEnvironments,
    why: "`expectedDifferences` names environments that are there.",
    see: "docs/operations.md",
  },
  {
    across: domainsDiffer,
    why: "A prefix in a Region, or a name anywhere, is the domain of one pool.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain.html",
  },
  {
    across: identitiesDiffer,
    why: "An account has one SES identity for a domain in a Region, and whoever deletes it takes it from all.",
    see: "docs/decisions/053-an-identity-that-sends.md",
  },
  {
    across: adoptedOnce,
    why: "Two states for one pool would undo each other's changes, and each could delete it.",
    see: "https://developer.hashicorp.com/terraform/language/import",
  },
  {
    across: projectFiles,
    why: "A file that a setting names is there, and AWS takes what is in it.",
    see: "https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html",
  },
  {
    across: functionFolders,
    why: "A trigger, a schedule or a setting names a function that is there.",
    see: "docs/decisions/012-one-catalogue-and-grants-beside-the-code.md",
  },
  {
    across: expressions,
    why: "Terraform reads `${` and `%{` as the beginning of an expression.",
    see: "https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping",
  },
];
