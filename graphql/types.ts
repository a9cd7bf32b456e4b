/* Made of schema.graphql (75b4571c97434e3d) by `npm run graphql -- types`, and by `npm run typecheck`. */
/* eslint-disable */
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  AWSDateTime: { input: string; output: string; }
  AWSTimestamp: { input: number; output: number; }
  AWSEmail: { input: string; output: string; }
};

/** A user's row, as post-confirmation writes it. `_version`, `_lastChangedAt` and `_deleted` are what Amplify's DataStore expects. */
export type User = {
  readonly __typename?: 'User';
  /** The user's `sub`. */
  readonly id: Scalars['ID']['output'];
  readonly username: Scalars['String']['output'];
  readonly email?: Maybe<Scalars['String']['output']>;
  /** As Cognito has them now: one call more. */
  readonly groups?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** A field of the user's own, which `updateMe` may change. */
  readonly displayName?: Maybe<Scalars['String']['output']>;
  readonly createdAt: Scalars['AWSDateTime']['output'];
  readonly updatedAt: Scalars['AWSDateTime']['output'];
  readonly _version: Scalars['Int']['output'];
  readonly _lastChangedAt: Scalars['AWSTimestamp']['output'];
  readonly _deleted?: Maybe<Scalars['Boolean']['output']>;
};

export type UserConnection = {
  readonly __typename?: 'UserConnection';
  readonly items: ReadonlyArray<User>;
  readonly nextToken?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** The caller's own row. */
  readonly me?: Maybe<User>;
  /** For the user and for administrators and readers; for everybody else there is nobody. */
  readonly user?: Maybe<User>;
  readonly users: UserConnection;
  readonly usersByEmail: UserConnection;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  filter?: InputMaybe<UserFilter>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


export type QueryUsersByEmailArgs = {
  email: Scalars['String']['input'];
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Changes the fields that the environment names. `_version` is that of the row that the caller has seen. */
  readonly updateMe?: Maybe<User>;
  /** Puts the user in these groups and takes the user out of all others. */
  readonly setGroups?: Maybe<User>;
  /** The user cannot sign in any more, and refresh tokens end. */
  readonly disableUser?: Maybe<User>;
  readonly enableUser?: Maybe<User>;
  /** For a backend with IAM credentials alone: puts the user in the group, then writes the row. */
  readonly provisionUser?: Maybe<User>;
};


export type MutationUpdateMeArgs = {
  input: UpdateMeInput;
};


export type MutationSetGroupsArgs = {
  userId: Scalars['ID']['input'];
  groups: ReadonlyArray<Scalars['String']['input']>;
};


export type MutationDisableUserArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationEnableUserArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationProvisionUserArgs = {
  userId: Scalars['ID']['input'];
  group: Scalars['String']['input'];
  username?: InputMaybe<Scalars['String']['input']>;
  email?: InputMaybe<Scalars['AWSEmail']['input']>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** For the user and for administrators. The mutation has to ask for `id`. */
  readonly onUserChanged?: Maybe<User>;
};


export type SubscriptionOnUserChangedArgs = {
  id: Scalars['ID']['input'];
};

export type UpdateMeInput = {
  readonly _version: Scalars['Int']['input'];
  readonly displayName?: InputMaybe<Scalars['String']['input']>;
};

export type UserFilter = {
  readonly email?: InputMaybe<TextFilter>;
  readonly username?: InputMaybe<TextFilter>;
  readonly displayName?: InputMaybe<TextFilter>;
  readonly createdAt?: InputMaybe<TextFilter>;
};

export type TextFilter = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly ne?: InputMaybe<Scalars['String']['input']>;
  readonly beginsWith?: InputMaybe<Scalars['String']['input']>;
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  readonly ge?: InputMaybe<Scalars['String']['input']>;
  readonly le?: InputMaybe<Scalars['String']['input']>;
};
