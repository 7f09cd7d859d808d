// The addon: built at installation, or the one that the environment's USHER_NODE_BUILD has.
'use strict';

const path = require('node:path');
const { makeError } = require('./errors');

const folder = process.env.USHER_NODE_BUILD || path.join(__dirname, '..', 'build');
module.exports = require(path.join(folder, 'usher.node')).init(makeError);
