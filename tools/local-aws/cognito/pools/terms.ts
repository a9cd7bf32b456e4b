import { randomUUID } from "node:crypto";
import { z } from "zod";
import { CognitoError } from "../cognito-error";
import * as input from "../input";
import { operation, type Cognito, type Operation } from "../operation";
import { pageOf } from "../page";
import type { Terms } from "./terms-document";

const ofPool = { UserPoolId: input.userPoolId };
const named = z.object({ ...ofPool, TermsId: z.string() });
const links = z.record(z.string(), z.string());

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateTerms.html */
export function createTerms(cognito: Cognito): Operation {
  const schema = z.object({
    ...ofPool,
    ClientId: input.clientId,
    TermsName: z.string(),
    TermsSource: z.string(),
    Enforcement: z.string(),
    Links: links.default({}),
  });
  return operation(cognito, "CreateTerms", schema, async ({ input, pools }) => {
    const { UserPoolId, ClientId, TermsName } = input;
    await pools.clientIn(UserPoolId, ClientId);
    const { terms, clock } = cognito.memory;
    if ([...terms.values()].some((each) => isOf(each, ClientId, TermsName)))
      throw exists(TermsName);
    const now = clock.now() / 1000;
    const made = { TermsId: randomUUID(), ...input, CreationDate: now, LastModifiedDate: now };
    terms.set(made.TermsId, made);
    return { Terms: made };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateTerms.html */
export function updateTerms(cognito: Cognito): Operation {
  const schema = named.extend({
    TermsName: z.string().optional(),
    TermsSource: z.string().optional(),
    Enforcement: z.string().optional(),
    Links: links.optional(),
  });
  return operation(cognito, "UpdateTerms", schema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const { terms, clock } = cognito.memory;
    const found = find(cognito, input);
    const changed = {
      ...found,
      TermsName: input.TermsName ?? found.TermsName,
      TermsSource: input.TermsSource ?? found.TermsSource,
      Enforcement: input.Enforcement ?? found.Enforcement,
      Links: input.Links ?? found.Links,
      LastModifiedDate: clock.now() / 1000,
    };
    const isTaken = [...terms.values()].some(
      (each) => each.TermsId !== found.TermsId && isOf(each, found.ClientId, changed.TermsName),
    );
    if (isTaken) throw exists(changed.TermsName);
    terms.set(found.TermsId, changed);
    return { Terms: changed };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTerms.html */
export function describeTerms(cognito: Cognito): Operation {
  return operation(cognito, "DescribeTerms", named, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    return { Terms: find(cognito, input) };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeTermsByClient.html */
export function describeTermsByClient(cognito: Cognito): Operation {
  const schema = z.object({ ...ofPool, ClientId: input.clientId, TermsName: z.string() });
  return operation(cognito, "DescribeTermsByClient", schema, async ({ input, pools }) => {
    const { UserPoolId, ClientId, TermsName } = input;
    await pools.clientIn(UserPoolId, ClientId);
    const all = [...cognito.memory.terms.values()];
    const found = all.find((each) => isOf(each, ClientId, TermsName));
    if (found === undefined) throw notFound(TermsName);
    return { Terms: found };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListTerms.html */
export function listTerms(cognito: Cognito): Operation {
  const schema = z.object({
    ...ofPool,
    MaxResults: z.number().optional(),
    NextToken: z.string().optional(),
  });
  return operation(cognito, "ListTerms", schema, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    const all = [...cognito.memory.terms.values()].filter(
      ({ UserPoolId }) => UserPoolId === input.UserPoolId,
    );
    const { items, next } = pageOf(
      all,
      { Limit: input.MaxResults, PaginationToken: input.NextToken },
      ["ListTerms", input.UserPoolId],
    );
    return {
      Terms: items.map(({ TermsId, TermsName, Enforcement, CreationDate, LastModifiedDate }) => ({
        TermsId,
        TermsName,
        Enforcement,
        CreationDate,
        LastModifiedDate,
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  });
}

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteTerms.html */
export function deleteTerms(cognito: Cognito): Operation {
  return operation(cognito, "DeleteTerms", named, async ({ input, pools }) => {
    await pools.pool(input.UserPoolId);
    cognito.memory.terms.delete(find(cognito, input).TermsId);
    return {};
  });
}

function isOf({ ClientId, TermsName }: Terms, clientId: string, name: string): boolean {
  return ClientId === clientId && TermsName === name;
}

function find({ memory }: Cognito, { UserPoolId, TermsId }: z.output<typeof named>): Terms {
  const found = memory.terms.get(TermsId);
  if (found?.UserPoolId !== UserPoolId) throw notFound(TermsId);
  return found;
}

function exists(name: string): CognitoError {
  return new CognitoError("TermsExistsException", `The app client already has ${name}.`);
}

function notFound(what: string): CognitoError {
  return new CognitoError("ResourceNotFoundException", `Terms ${what} do not exist.`);
}
