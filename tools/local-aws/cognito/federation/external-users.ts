/** An account at an identity provider, as Cognito names it. */
export interface ExternalAccount {
  /** E.g. `Google`. */
  readonly providerName: string;
  readonly userId: string;
}

/** A user who signs in elsewhere, as moto cannot keep them. */
export interface ExternalUser {
  /** `<provider>_<id>` */
  readonly username: string;
  /** moto takes e-mail addresses alone where they stand for usernames, and then chooses a name. */
  readonly nameAtMoto: string;
  /** moto keeps no two users with one address where it stands for the username. Cognito does. */
  email: string | undefined;
}

/** The status of users whose password is kept elsewhere; moto does not know it. */
export const externalStatus = "EXTERNAL_PROVIDER";

/** Who signs in elsewhere, and who of the pool's own users they are linked with. */
export class ExternalUsers {
  private readonly users: (ExternalUser & { readonly userPoolId: string })[] = [];
  private readonly links = new Map<string, string>();

  add(userPoolId: string, user: ExternalUser): void {
    this.users.push({ ...user, userPoolId });
  }

  /** By either of the user's names. */
  find(userPoolId: unknown, name: unknown): ExternalUser | undefined {
    return this.users.find(
      (user) =>
        user.userPoolId === userPoolId && (user.username === name || user.nameAtMoto === name),
    );
  }

  forget(userPoolId: unknown, name: unknown): void {
    const user = this.find(userPoolId, name);
    const index = this.users.findIndex((known) => known === user);
    if (index >= 0) this.users.splice(index, 1);
  }

  /** Makes the account sign in as the user. */
  link(userPoolId: string, account: ExternalAccount, username: string): void {
    this.links.set(keyOf(userPoolId, account), username);
  }

  unlink(userPoolId: string, account: ExternalAccount): void {
    this.links.delete(keyOf(userPoolId, account));
  }

  /** The username that the account signs in as. */
  linkOf(userPoolId: string, account: ExternalAccount): string | undefined {
    return this.links.get(keyOf(userPoolId, account));
  }
}

/** The username of somebody who signs in elsewhere and is linked with nobody. */
export function externalUsername({ providerName, userId }: ExternalAccount): string {
  return `${providerName}_${userId}`;
}

function keyOf(userPoolId: string, { providerName, userId }: ExternalAccount): string {
  return `${userPoolId}/${providerName}/${userId}`;
}
