"use strict";
const { types } = require("node:util");

/**
 * An error as Lambda reports it to the caller.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
function errorPayload(error) {
  if (types.isNativeError(error) || isErrorLike(error)) {
    return {
      errorType: String(error.name),
      errorMessage: String(error.message),
      trace: String(error.stack ?? "").split("\n"),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** Errors of other realms (`node:vm`, jest) are no native errors, but look like them. */
function isErrorLike(value) {
  return typeof value === "object" && value !== null && "message" in value && "stack" in value;
}

function namedError(name, message) {
  const error = new Error(message);
  error.name = name;
  error.stack = `${name}: ${message}`;
  return error;
}

module.exports = { errorPayload, namedError };
