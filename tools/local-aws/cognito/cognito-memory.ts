import { ExternalUsers } from "./federation/external-users";
import type { Clock } from "../clock";
import { KeyedLock } from "../keyed-lock";
import { AttemptLimits } from "./attempt-limits";
import { ConfirmationCodes } from "./messages/confirmation-codes";
import type { Branding } from "./managed-login/branding-style";
import { ManagedLoginState } from "./managed-login/managed-login-state";
import { Devices } from "./devices/devices";
import { AppClientRecords } from "./pools/app-client-records";
import { Domains } from "./pools/domains";
import { Lockouts } from "./passwords/lockouts";
import { Passkeys } from "./passkeys/passkeys";
import { ResourceServers } from "./pools/resource-servers";
import type { Terms } from "./pools/terms-document";
import { LoginNames } from "./users/login-names";
import { AuthEvents } from "./sign-in/auth-events";
import { ChallengeSessions } from "./sign-in/challenge-sessions";
import { MfaStates } from "./sign-in/mfa-states";
import { ImportJobs } from "./user-import/import-jobs";

/** What Cognito remembers and moto does not. It lives as long as moto's own state does: in memory. */
export class CognitoMemory {
  /** The pool of each app client seen: calls of users name only the client. */
  readonly poolOfClient = new Map<string, string>();

  /** Who is called what. */
  readonly logins = new LoginNames();

  /** How often users did what they may do only so often. */
  readonly limits: AttemptLimits;

  /** Codes that users were sent. */
  readonly codes: ConfirmationCodes;

  /** Who has to wait after wrong passwords. */
  readonly lockouts: Lockouts;

  /** Sign-ins that wait for an answer. */
  readonly challenges: ChallengeSessions;

  /** Who signs in by an account elsewhere. */
  readonly externalUsers = new ExternalUsers();

  /** Everybody's second factors. */
  readonly mfa = new MfaStates();

  /** New e-mail addresses and phone numbers that take effect once they are verified. */
  readonly unverifiedChanges = new Map<string, string>();

  /** Where people sign in to pools. */
  readonly domains = new Domains();

  /** How the classic pages look, by pool and client; `ALL` is for clients without their own. */
  readonly classicPages = new Map<string, object>();

  /** APIs that pools give scopes for. */
  readonly resourceServers = new ResourceServers();

  /** What threat protection is told to do, by pool and client. */
  readonly riskConfigurations = new Map<string, object>();

  /** Makes the second of two sign-ups, or confirmations, of one user wait for the first. */
  readonly locks = new KeyedLock();

  readonly passkeys = new Passkeys();

  /** Where a pool's logs would go, by pool. */
  readonly logDelivery = new Map<string, object>();

  /** How the pages are to look, by id. */
  readonly brandings = new Map<string, Branding>();

  /** What users agree to, by id. */
  readonly terms = new Map<string, Terms>();

  /** What users did where threat protection watches. */
  readonly authEvents: AuthEvents;

  /** What moto does not keep of app clients. */
  readonly appClients: AppClientRecords;

  readonly importJobs: ImportJobs;

  /** What users sign in with. */
  readonly devices: Devices;

  /** What the sign-in pages remember. */
  readonly managedLogin: ManagedLoginState;

  constructor(
    readonly clock: Clock,
    anyCode: boolean,
  ) {
    this.limits = new AttemptLimits(clock);
    this.codes = new ConfirmationCodes({ clock, limits: this.limits, anyCode });
    this.lockouts = new Lockouts(clock);
    this.devices = new Devices(clock);
    this.authEvents = new AuthEvents(clock);
    this.appClients = new AppClientRecords(clock);
    this.importJobs = new ImportJobs(clock);
    this.managedLogin = new ManagedLoginState(clock);
    this.challenges = new ChallengeSessions(clock);
  }

  /** To be called when a user is deleted: the name may be another's later. */
  forgetUser(userPoolId: string, username: string): void {
    const key = `${userPoolId}/${username}`;
    this.externalUsers.forget(userPoolId, username);
    this.mfa.forget(userPoolId, username);
    this.codes.forget({ userPoolId, username });
    this.passkeys.forgetUser(userPoolId, username);
    this.devices.forgetUser(userPoolId, username);
    this.authEvents.forgetUser(userPoolId, username);
    this.lockouts.clear(userPoolId, username);
    for (const change of this.unverifiedChanges.keys()) {
      if (change.startsWith(`${key}/`)) this.unverifiedChanges.delete(change);
    }
  }
}
