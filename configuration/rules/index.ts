import { apiDomainIsInTheRegion } from "./http-api";
import type { Problem } from "../problem";
import type { CheckedConfiguration } from "../schema";
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
import { cognitoSetsTheTime } from "./functions";
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
import { projectFiles, type ReadFile } from "./project-files";
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
import type { Rule, Sound } from "./rule";
import { sendersAreOfTheAccount, sendersOwnTheirAddress } from "./senders";
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

export type { ReadFile } from "./project-files";
export type { Sound } from "./rule";

const rules: readonly Rule[] = [
  placeIsComplete,
  keyOfTheBucket,
  protectionHasAReason,
  signInNames,
  requiredAttributesCanBeGiven,
  immutableAttributesAreGiven,
  customAttributeConstraints,
  tierHasTheFeatures,
  mfaHasAFactor,
  firstFactorsAreWhole,
  firstFactorsGoWithMfa,
  choiceHasAClient,
  emailMfaIsSentByYou,
  recoveryIsNotTheSecondFactor,
  textMessagesAreAFactor,
  passkeysWithTextMessagesHaveMfa,
  messagesAreSent,
  threatProtectionIsOn,
  takeoverActionsCanBeTaken,
  emailSender,
  madeIdentityCanSend,
  tokenValidities,
  clientAttributes,
  waysIn,
  clientFitsItsKind,
  scopesAreThere,
  resourceServersDiffer,
  rotationIsWhole,
  secretsAreNamedOnce,
  metadataAreNamedOnce,
  providerNamesDiffer,
  loginProvidersAreThere,
  providersAreAllowed,
  mappedAttributesCanBeWritten,
  domainIsOne,
  domainIsUsed,
  prefixIsAllowed,
  pagesOfTheVersion,
  groupsDiffer,
  signUpGroupsExist,
  groupAttributeCanBeRead,
  guestsAreLetIn,
  roleRulesAreSafe,
  principalTagsAreSafe,
  tableColumns,
  cognitoSetsTheTime,
  graphqlNamesWhatIsThere,
  webAclIsHere,
  parametersHaveNames,
  apiDomainIsInTheRegion,
  challengesComeTogether,
  customAuthHasItsTriggers,
  migrationSeesPasswords,
  messageOrSender,
  messagesAreSentByYou,
  scopesReachAnAccessToken,
  recipesHaveReaders,
  migrationSource,
  claimsAreOurs,
  linkedUsersCanBeWritten,
  messageLanguage,
  sendersOwnTheirAddress,
  sendersAreOfTheAccount,
  keyIsInTheRegion,
];

/**
 * What values must be to each other, within one environment and across them; and to the functions
 * that are there, if `functions` names those.
 */
export function brokenRules(
  configuration: Sound<CheckedConfiguration>,
  functions: readonly string[] | undefined,
  readFile: ReadFile | undefined,
): readonly Problem[] {
  const project = configuration.project ?? "";
  const environments = Object.entries(configuration.environments ?? {}).flatMap(
    ([environment, input]) =>
      input
        ? [{ input, place: { project, environment, path: `environments.${environment}` } }]
        : [],
  );
  return [
    ...environments.flatMap(({ input, place }) => rules.flatMap((rule) => rule(input, place))),
    ...sharedStates(environments),
    ...sharedBuckets(environments),
    ...deployRolesStayApart(configuration, environments),
    ...accountsWithProviderAreUsed(configuration, environments),
    ...differencesAreBetweenEnvironments(configuration),
    ...domainsDiffer(environments),
    ...identitiesDiffer(environments),
    ...(readFile ? environments.flatMap((each) => projectFiles(each, readFile)) : []),
    ...(functions ? functionFolders(environments, functions) : []),
    ...expressions(configuration),
  ];
}
