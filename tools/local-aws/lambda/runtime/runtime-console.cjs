"use strict";
const console = require("node:console");
const { format, types } = require("node:util");

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const methods = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
};

/**
 * Makes `console` write what Lambda's does: a tab-separated line, or in the JSON format an object
 * a line, of the configured level and above.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
function patchConsole({ format: logFormat, level, requestId, write }) {
  const isJson = logFormat === "JSON";
  const lowest = isJson ? Math.max(0, levels.indexOf(level ?? "INFO")) : 0;
  const line = isJson ? jsonLine : textLine;
  for (const [method, name] of Object.entries(methods)) {
    const isShown = levels.indexOf(name) >= lowest;
    console[method] = (...values) => {
      if (isShown) write(`${line(name, requestId(), values)}\n`);
    };
  }
}

function textLine(level, requestId, values) {
  // One event of a log is one line: CloudWatch Logs shows a carriage return as a line break.
  const message = format(...values).replaceAll("\n", "\r");
  return [new Date().toISOString(), requestId ?? "undefined", level, message].join("\t");
}

function jsonLine(level, requestId, values) {
  const entry = { timestamp: new Date().toISOString(), level, requestId };
  const error = values.find((value) => types.isNativeError(value));
  const [only] = values;
  const isObject = values.length === 1 && typeof only === "object" && only !== null && !error;
  try {
    return JSON.stringify({
      ...entry,
      message: isObject ? only : format(...values),
      ...(error && {
        errorType: error.name,
        errorMessage: error.message,
        stackTrace: String(error.stack).split("\n"),
      }),
    });
  } catch {
    // Not every object is JSON.
    return JSON.stringify({ ...entry, message: format(...values) });
  }
}

module.exports = { patchConsole };
