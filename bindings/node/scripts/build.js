// Builds the addon with CMake: at `npm install`, from the sources that the package brings (or the checkout around it).
// USHER_LIBRARY and USHER_INCLUDE name a libusher that is there already, USHER_NODE_BUILD where to build.
'use strict';

const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const packed = path.join(root, 'usher');
const build = process.env.USHER_NODE_BUILD || path.join(root, 'build');
const includes = ['node-addon-api', 'node-api-headers'].map((name) => path.resolve(require(name).include_dir));

function cmake(...options) {
  try {
    execFileSync('cmake', options, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    console.error(`cmake ${options.join(' ')}\n${error.stdout || ''}${error.stderr || error.message}`);
    process.exit(1);
  }
}

const library = process.env.USHER_LIBRARY
  ? [`-DUSHER_LIBRARY=${process.env.USHER_LIBRARY}`, `-DUSHER_INCLUDE=${process.env.USHER_INCLUDE}`]
  : [`-DUSHER_SOURCE=${existsSync(packed) ? packed : path.join(root, '..', '..')}`];
cmake('-S', root, '-B', build, '-DCMAKE_BUILD_TYPE=Release', `-DNODE_INCLUDES=${includes.join(';')}`, ...library);
cmake('--build', build, '--target', 'usher_node', '--parallel', '2');
