#!/usr/bin/env node
// Writes a contract of clamator's TypeScript package as a contract file of clamator-repl.
//
//     node clamator-contract.mjs MODULE [EXPORT] > contracts/NAME.json
//
// MODULE is a module that Node can load and that exports what `defineContract` gave; EXPORT says which, where there are
// several. Schemas of Zod 3 become JSON Schema by the package zod-to-json-schema, those of Zod 4 by Zod itself; either is
// the one that is installed where the module lies.

import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

function fail(message) {
  console.error(`clamator-contract: ${message}`);
  process.exit(1);
}

const isContract = (value) =>
  typeof value === 'object' && value !== null && typeof value.service === 'string'
  && typeof value.methods === 'object' && value.methods !== null;

/** A package that is installed where the module lies. */
async function installed(names, url, purpose) {
  for (const name of names) {
    try {
      return await import(pathToFileURL(createRequire(url).resolve(name)).href);
    } catch (error) {
      if (!['MODULE_NOT_FOUND', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(error.code)) throw error;
    }
  }
  return fail(`${purpose}: npm install ${names[0]}`);
}

/** What turns a schema of Zod into JSON Schema; each package is loaded once, where it is needed. */
function converter(url) {
  let zod;
  let zodToJsonSchema;
  return async (schema, place) => {
    if (typeof schema !== 'object' || schema === null || !('_def' in schema || '_zod' in schema)) {
      return fail(`${place} is no Zod schema`);
    }
    if ('_zod' in schema) {
      zod ??= await installed(['zod', 'zod/v4'], url, 'Zod 4 is missing');
      const toJSONSchema = zod.toJSONSchema ?? zod.z?.toJSONSchema;
      // Read by both sides alike: what has a default may be left out.
      return toJSONSchema(schema, { io: 'input' });
    }
    zodToJsonSchema ??= await installed(['zod-to-json-schema'], url, 'schemas of Zod 3 need a converter');
    return zodToJsonSchema.zodToJsonSchema(schema, { target: 'jsonSchema7', $refStrategy: 'root' });
  };
}

async function contractJSON(contract, url) {
  const convert = converter(url);
  const methods = {};
  for (const [name, method] of Object.entries(contract.methods)) {
    const params = await convert(method.params, `the params of ${name}`);
    methods[name] = method.notification === true
      ? { params, notification: true }
      : { params, result: await convert(method.result, `the result of ${name}`) };
  }
  return { service: contract.service, methods };
}

const [file, wanted, ...rest] = process.argv.slice(2);
if (file === undefined || file.startsWith('-') || rest.length > 0) {
  fail('usage: node clamator-contract.mjs MODULE [EXPORT] > contracts/NAME.json');
}
const url = pathToFileURL(path.resolve(file)).href;
const module = await import(url).catch((error) => fail(`${file}: ${error.message}`));
const contracts = Object.entries(module).filter(([, value]) => isContract(value));
const found = wanted === undefined ? contracts : contracts.filter(([name]) => name === wanted);
if (found.length !== 1) {
  const known = contracts.map(([name]) => name).join(', ') || 'none';
  fail(`${file}: ${wanted === undefined ? 'not one contract alone' : `no contract ${wanted}`}; there are: ${known}`);
}
console.log(JSON.stringify(await contractJSON(found[0][1], url), null, 2));
