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
  __typename?: 'User';
  /** The user's `sub`. */
  id: Scalars['ID']['output'];
  username: Scalars['String']['output'];
  email?: Maybe<Scalars['String']['output']>;
  /** As Cognito has them now: one call more. */
  groups?: Maybe<Array<Scalars['String']['output']>>;
  /** A field of the user's own, which `updateMe` may change. */
  displayName?: Maybe<Scalars['String']['output']>;
  createdAt: Scalars['AWSDateTime']['output'];
  updatedAt: Scalars['AWSDateTime']['output'];
  _version: Scalars['Int']['output'];
  _lastChangedAt: Scalars['AWSTimestamp']['output'];
  _deleted?: Maybe<Scalars['Boolean']['output']>;
};

export type UserConnection = {
  __typename?: 'UserConnection';
  items: Array<User>;
  nextToken?: Maybe<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** The caller's own row. */
  me?: Maybe<User>;
  /** For the user and for administrators and readers; for everybody else there is nobody. */
  user?: Maybe<User>;
  users: UserConnection;
  usersByEmail: UserConnection;
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
  __typename?: 'Mutation';
  /** Changes the fields that the environment names. `_version` is that of the row that the caller has seen. */
  updateMe?: Maybe<User>;
  /** Puts the user in these groups and takes the user out of all others. */
  setGroups?: Maybe<User>;
  /** The user cannot sign in any more, and refresh tokens end. */
  disableUser?: Maybe<User>;
  enableUser?: Maybe<User>;
  /** For a backend with IAM credentials alone: puts the user in the group, then writes the row. */
  provisionUser?: Maybe<User>;
};


export type MutationUpdateMeArgs = {
  input: UpdateMeInput;
};


export type MutationSetGroupsArgs = {
  userId: Scalars['ID']['input'];
  groups: Array<Scalars['String']['input']>;
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
  __typename?: 'Subscription';
  /** For the user and for administrators. The mutation has to ask for `id`. */
  onUserChanged?: Maybe<User>;
};


export type SubscriptionOnUserChangedArgs = {
  id: Scalars['ID']['input'];
};

export type UpdateMeInput = {
  _version: Scalars['Int']['input'];
  displayName?: InputMaybe<Scalars['String']['input']>;
};

export type UserFilter = {
  email?: InputMaybe<TextFilter>;
  username?: InputMaybe<TextFilter>;
  displayName?: InputMaybe<TextFilter>;
  createdAt?: InputMaybe<TextFilter>;
};

export type TextFilter = {
  eq?: InputMaybe<Scalars['String']['input']>;
  ne?: InputMaybe<Scalars['String']['input']>;
  beginsWith?: InputMaybe<Scalars['String']['input']>;
  contains?: InputMaybe<Scalars['String']['input']>;
  ge?: InputMaybe<Scalars['String']['input']>;
  le?: InputMaybe<Scalars['String']['input']>;
};
