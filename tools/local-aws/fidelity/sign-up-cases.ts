import { confirm, ofUser } from "./case-calls";
import { captured, documented, referenced, reported } from "./case-sources";
import type { FidelityCase } from "./fidelity-case";

/** Signing up, and confirming it. */
export const signUpCases: readonly FidelityCase[] = [
  {
    name: "SignUp masks the address that it sends the code to",
    source: captured,
    call: (subject) => ({
      operation: "SignUp",
      input: { ...ofUser(subject), Username: "fidelity@example.com", Password: subject.password },
    }),
    answer: {
      output: {
        UserConfirmed: false,
        CodeDeliveryDetails: {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: "f***@e***",
        },
      },
    },
  },
  {
    name: "SignUp refuses a name that is taken",
    source: captured,
    pool: { UsernameAttributes: [] },
    user: "unconfirmed",
    call: (subject) => ({
      operation: "SignUp",
      input: { ...ofUser(subject), Password: subject.password },
    }),
    answer: { error: "UsernameExistsException", message: "User already exists" },
  },
  {
    name: "ConfirmSignUp refuses a wrong code",
    source: captured,
    user: "unconfirmed",
    call: confirm,
    answer: {
      error: "CodeMismatchException",
      message: "Invalid verification code provided, please try again.",
    },
  },
  {
    name: "ConfirmSignUp takes no code any more after five wrong ones",
    source: reported("aws-amplify/amplify-ui-android/issues/180"),
    disputed:
      "The developer guide says 5 to 20 attempts in an hour, by risk; the reference lists TooManyFailedAttemptsException too, without a word on when.",
    user: "unconfirmed",
    before: (subject) => Array.from({ length: 5 }, () => confirm(subject)),
    call: confirm,
    answer: {
      error: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    },
  },
  {
    name: "SignUp with a preferred username that people sign in with is refused",
    source: reported("aws-amplify/amplify-js/issues/1669"),
    pool: { UsernameAttributes: undefined, AliasAttributes: ["preferred_username"] },
    call: (subject) => ({
      operation: "SignUp",
      input: {
        ...ofUser(subject),
        Password: subject.password,
        UserAttributes: [{ Name: "preferred_username", Value: "somebody" }],
      },
    }),
    answer: {
      error: "InvalidParameterException",
      message:
        "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
    },
  },
  {
    name: "SignUp without a password is refused where there is no other way to sign in",
    source: documented("signing-up-users-in-your-app.html"),
    call: (subject) => ({ operation: "SignUp", input: ofUser(subject) }),
    answer: { error: "InvalidParameterException" },
  },
  {
    name: "A blank password is none, where people sign in without",
    source: referenced("API_SignUp.html"),
    pool: {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
    client: { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] },
    call: (subject) => ({
      operation: "SignUp",
      input: { ...ofUser(subject), Password: "" },
    }),
    answer: { output: { UserConfirmed: false } },
  },
];
