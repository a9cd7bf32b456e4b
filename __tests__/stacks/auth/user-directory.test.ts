import { describe, expect, test } from "@jest/globals";
import { UserDirectory } from "../../../stacks/auth/user-directory";
import type { UserPoolInput } from "../../../configuration";
import { constructTemplate } from "../../support/construct-template";
import { environmentWith } from "../../support/environments";

const pool = (userPool: UserPoolInput = {}, isProtected = true) =>
  constructTemplate((scope) => {
    new UserDirectory(scope, "user-directory", {
      name: "acme-dev",
      protected: isProtected,
      userPool: environmentWith({ userPool }).userPool,
      lambdaConfig: {},
    });
  }).only("aws_cognito_user_pool");

describe("the user pool by default", () => {
  const byDefault = pool();

  test("takes e-mail addresses as usernames, whatever their case, and verifies them", () => {
    expect(byDefault).toMatchObject({
      username_attributes: ["email"],
      username_configuration: { case_sensitive: false },
      auto_verified_attributes: ["email"],
      verification_message_template: { default_email_option: "CONFIRM_WITH_CODE" },
    });
  });

  test("asks for 12 characters of all classes and remembers former passwords", () => {
    expect(byDefault["password_policy"]).toEqual({
      minimum_length: 12,
      require_lowercase: true,
      require_uppercase: true,
      require_numbers: true,
      require_symbols: true,
      password_history_size: 5,
      temporary_password_validity_days: 3,
    });
  });

  test("lets people sign up, add a second factor and recover by verified e-mail", () => {
    expect(byDefault).toMatchObject({
      admin_create_user_config: { allow_admin_create_user_only: false },
      mfa_configuration: "OPTIONAL",
      software_token_mfa_configuration: { enabled: true },
      account_recovery_setting: { recovery_mechanism: [{ name: "verified_email", priority: 1 }] },
    });
  });

  test("verifies a changed address before it counts", () => {
    expect(byDefault["user_attribute_update_settings"]).toEqual({
      attributes_require_verification_before_update: ["email"],
    });
  });

  test("states its tier and cannot be deleted", () => {
    expect(byDefault).toMatchObject({
      user_pool_tier: "ESSENTIALS",
      deletion_protection: "ACTIVE",
      lifecycle: { prevent_destroy: true },
    });
  });
});

describe("the user pool as configured", () => {
  test("unprotected for a reason, it can be deleted", () => {
    expect(pool({}, false)).toMatchObject({
      deletion_protection: "INACTIVE",
      lifecycle: { prevent_destroy: false },
    });
  });

  test("closed for sign-up, only administrators make users", () => {
    expect(pool({ selfSignUp: false })["admin_create_user_config"]).toMatchObject({
      allow_admin_create_user_only: true,
    });
  });

  test("with usernames of one's own choice, aliases take the place of username attributes", () => {
    const withAliases = pool({ usernameAttributes: [], aliasAttributes: ["email"] });
    expect(withAliases).toMatchObject({ alias_attributes: ["email"] });
    expect(withAliases).not.toHaveProperty("username_attributes");
  });

  test("without auto-verification, it does not ask to verify updates either", () => {
    const unverified = pool({ autoVerifiedAttributes: [], selfSignUp: false });
    expect(unverified).not.toHaveProperty("auto_verified_attributes");
    expect(unverified).not.toHaveProperty("user_attribute_update_settings");
  });

  test("custom attributes keep their constraints, without which Terraform would replace the pool", () => {
    const { schema } = pool({
      customAttributes: {
        plan: { type: "String", minLength: 1, maxLength: 20, mutable: false },
        seats: { type: "Number", min: 0, max: 500 },
        beta: { type: "Boolean" },
      },
    });
    const common = { developer_only_attribute: false, required: false };
    expect(schema).toEqual([
      expect.objectContaining({ name: "email", required: true }),
      {
        ...common,
        name: "plan",
        attribute_data_type: "String",
        mutable: false,
        string_attribute_constraints: { min_length: "1", max_length: "20" },
      },
      {
        ...common,
        name: "seats",
        attribute_data_type: "Number",
        mutable: true,
        number_attribute_constraints: { min_value: "0", max_value: "500" },
      },
      { ...common, name: "beta", attribute_data_type: "Boolean", mutable: true },
    ]);
  });

  test("every required attribute is a string within Cognito's limits", () => {
    const { schema } = pool({ requiredAttributes: ["email", "birthdate", "updated_at"] });
    expect(schema).toMatchObject([
      { name: "email", string_attribute_constraints: { min_length: "0", max_length: "2048" } },
      { name: "birthdate", string_attribute_constraints: { min_length: "10", max_length: "10" } },
      { name: "updated_at", attribute_data_type: "Number" },
    ]);
  });

  test("on LITE it leaves out what LITE does not know", () => {
    const lite = pool({ tier: "LITE" });
    expect(lite["password_policy"]).not.toHaveProperty("password_history_size");
    expect(lite).not.toHaveProperty("sign_in_policy");
  });

  test("with MFA off there is no factor left to enrol", () => {
    const off = pool({ mfa: { mode: "OFF" } });
    expect(off["mfa_configuration"]).toBe("OFF");
    expect(off).not.toHaveProperty("software_token_mfa_configuration");
  });

  test("sends through the team's own SES identity", () => {
    const { email_configuration: email } = pool({
      email: {
        sendingAccount: "DEVELOPER",
        sourceArn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
        from: "Acme <no-reply@example.com>",
        replyTo: "help@example.com",
      },
    });
    expect(email).toEqual({
      email_sending_account: "DEVELOPER",
      source_arn: "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
      from_email_address: "Acme <no-reply@example.com>",
      reply_to_email_address: "help@example.com",
    });
  });
});
